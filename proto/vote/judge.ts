import type { Fault, FieldCode } from '../answer/codes.ts'
import {
  type Complete,
  type Field,
  fields,
  type NumberField,
  type RequiredField,
  type TextField,
  type TokenField,
  type VoteRecord,
  voteFields,
} from '../fields.ts'
import type { Contest, ContestLookup } from './contest.ts'
import { defaultContest } from './contest.ts'
import { fieldFault } from './messages.ts'
import { type NumberResult, readRank, readYear } from './number.ts'
import { settleName, settleText } from './text.ts'
import { castAtFault, contestFault, idFault } from './token.ts'

/** A vote that keeps the rules, in its stored form. `voter` is still what the caller sent: it must be hashed before storing. */
export interface JudgedVote extends Pick<VoteRecord, RequiredField>, Partial<Pick<VoteRecord, OptionalField>> {
  readonly contest: Contest
}

type OptionalField = Exclude<Field, RequiredField | 'contest'>

export type Judgement =
  | { readonly verdict: 'keeps_rules'; readonly vote: JudgedVote }
  | { readonly verdict: 'invalid'; readonly errors: readonly Fault[] }
  | { readonly verdict: 'unknown_contest'; readonly errors: readonly Fault[] }

export interface JudgeOptions {
  readonly contests: ContestLookup
  /** The `Idempotency-Key` header of a single vote over HTTP. */
  readonly idempotencyKey?: string
}

/**
 * Judges one vote by the contract's rules. Reports all faults at once, in the fields' order, the first of each field.
 * @param input the parsed JSON value, or the message of a gRPC call; `null` and `undefined` members are absent.
 * @example
 * const judged = judgeVote({ name: 'Alux Nahual', album: 'La Trampa', year: 1989, rank: '1st' }, { contests: builtInContests })
 * if (judged.verdict === 'keeps_rules') console.log(judged.vote.rank) // 1
 */
export function judgeVote(input: unknown, options: JudgeOptions): Judgement {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { verdict: 'invalid', errors: [{ field: '', code: 'type', message: 'a vote must be a JSON object' }] }
  }
  const vote = new Reading(input as Readonly<Partial<Record<Field, unknown>>>)
  const name = vote.text('name')
  const album = vote.text('album')
  const year = vote.number('year', readYear)
  const id = vote.id(options.idempotencyKey)
  const contestId = vote.token('contest', contestFault) ?? defaultContest.id
  const contest = vote.faults.has('contest') ? undefined : options.contests(contestId)
  const rank = vote.number('rank', (raw) => readRank(raw, contest?.rank), contest?.rank)
  const voter = vote.optionalText('voter')
  const castAt = vote.token('castAt', castAtFault)

  if (vote.faults.size > 0 || name === undefined || album === undefined || year === undefined || rank === undefined) {
    return { verdict: 'invalid', errors: fields.flatMap((field) => vote.faults.get(field) ?? []) }
  }
  if (!contest) {
    const message = `there is no contest "${contestId}"`
    return { verdict: 'unknown_contest', errors: [{ field: 'contest', code: 'unknown_contest', message }] }
  }
  return {
    verdict: 'keeps_rules',
    vote: { contest, name, album, year, rank, ...present({ id, voter, castAt }) },
  }
}

/** The members that were sent. */
function present(members: Complete<Pick<JudgedVote, OptionalField>>): Pick<JudgedVote, OptionalField> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** One reading of a vote's members; it collects the first fault of each field. */
class Reading {
  readonly faults = new Map<Field, Fault>()
  readonly #input: Readonly<Partial<Record<Field, unknown>>>

  constructor(input: Readonly<Partial<Record<Field, unknown>>>) {
    this.#input = input
  }

  #fail(field: Field, code: FieldCode, range?: { min: number; max: number }): undefined {
    this.faults.set(field, fieldFault(field, code, range))
  }

  #member(field: Field): unknown {
    return this.#input[field] ?? undefined
  }

  text(field: TextField): string | undefined {
    return this.#member(field) === undefined ? this.#fail(field, 'required') : this.optionalText(field, settleName)
  }

  optionalText(field: TextField, settle = settleText): string | undefined {
    const raw = this.#member(field)
    if (raw === undefined) return undefined
    if (typeof raw !== 'string') return this.#fail(field, 'type')
    const { text, fault } = settle(raw, voteFields[field].sent.maxCodePoints)
    return fault === undefined ? text : this.#fail(field, fault)
  }

  number(
    field: NumberField,
    read: (raw: unknown) => NumberResult,
    range?: { min: number; max: number },
  ): number | undefined {
    const raw = this.#member(field)
    if (raw === undefined) return this.#fail(field, 'required')
    const { number, fault } = read(raw)
    return fault === undefined ? number : this.#fail(field, fault, range)
  }

  token(field: TokenField, faultOf: (text: string) => FieldCode | undefined): string | undefined {
    const raw = this.#member(field)
    if (raw === undefined) return undefined
    if (typeof raw !== 'string') return this.#fail(field, 'type')
    const fault = faultOf(raw)
    return fault === undefined ? raw : this.#fail(field, fault)
  }

  /** The body's id, or the header's where the body has none; two different ones are a conflict. */
  id(header: string | undefined): string | undefined {
    if (this.#member('id') !== undefined) {
      const id = this.token('id', idFault)
      return id === undefined || header === undefined || header === id ? id : this.#fail('id', 'conflict')
    }
    if (header === undefined) return undefined
    const fault = idFault(header)
    return fault === undefined ? header : this.#fail('id', fault)
  }
}
