import { builtInContests, type Code, type Fault, judgeVote, limits } from '@aplauso/proto'
import { type DoorAnswer, madeId, refused, type VoteAnswer } from './answer.ts'
import { mediaOfKnown } from './content-types.ts'
import { jsonOf } from './encode.ts'
import type { FuzzVote } from './input.ts'

const bom = '\ufeff'

/** A request to the edge. */
export interface EdgeRequest {
  readonly body: Buffer
  readonly contentType: string
  readonly idempotencyKey?: string | undefined
}

/** What the contract has the edge answer, computed here from the rules alone. */
export function expectedOfEdge({ body, contentType, idempotencyKey }: EdgeRequest): DoorAnswer {
  const media = mediaOfKnown(contentType)
  if (media === undefined) return refused('unsupported_media_type')
  if (body.length > limits.requestBytes) return refused('too_large')
  const text = decoded(body)
  return media === 'json'
    ? expectedOfJson(text, body.length, idempotencyKey)
    : expectedOfItems(linesIn(text).map(itemOnLine), idempotencyKey)
}

/** What the contract has the gRPC server answer to one vote. @param size of the message, in bytes */
export function expectedOfCastVote(vote: FuzzVote, size: number): DoorAnswer {
  return size > limits.voteBytes ? refused('too_large') : judged(asMessage(vote))
}

/** What the contract has the gRPC server answer to a batch. @param size of the message, in bytes */
export function expectedOfCastVotes(votes: readonly FuzzVote[], size: number): DoorAnswer {
  if (size > limits.requestBytes) return refused('too_large')
  return expectedOfItems(votes.map((vote) => ({ input: asMessage(vote) })))
}

/** The vote as both doors read it: parsed JSON. What a message cannot carry is not compared over gRPC. */
function asMessage(vote: FuzzVote): unknown {
  return JSON.parse(new TextDecoder().decode(jsonOf(vote)))
}

type Item = { readonly input: unknown; readonly fault?: undefined } | { readonly fault: Fault }

function expectedOfJson(text: string, size: number, idempotencyKey: string | undefined): DoorAnswer {
  const parsed = parse(text)
  if (parsed && depthOf(parsed.value) > limits.nesting) return refused('malformed')
  if (size > limits.voteBytes && !/^[ \t\r\n]*\[/.test(text)) return refused('too_large')
  if (!parsed) return refused('malformed')
  if (!Array.isArray(parsed.value)) return judged(parsed.value, idempotencyKey)
  return expectedOfItems(
    parsed.value.map((input: unknown) => ({ input })),
    idempotencyKey,
  )
}

/** The answer to a batch, each of its votes judged or found broken. */
export function expectedOfItems(items: readonly Item[], idempotencyKey?: string): DoorAnswer {
  if (items.length > limits.votesPerRequest) return refused('too_large')
  if (idempotencyKey !== undefined) return refused('invalid', [{ field: 'id', code: 'conflict', message: '' }])
  let refusals = 0
  const outcomes = items.map((item): VoteAnswer => {
    const answer = item.fault ? refused('invalid', [item.fault]) : judgedInBatch(item.input)
    if (answer.status === 'accepted') return answer
    refusals += 1
    return refusals > limits.refusalsInFull ? { ...answer, errors: answer.errors.slice(0, 1) } : answer
  })
  return { status: 'outcomes', outcomes }
}

function judgedInBatch(input: unknown): VoteAnswer {
  const answer = judged(input)
  const isUnknown = answer.status === 'refused' && answer.code === 'unknown_contest'
  return isUnknown ? { status: 'refused', code: 'invalid', errors: ['contest: unknown_contest'] } : answer
}

/** The rules' answer to one vote. */
export function judged(input: unknown, idempotencyKey?: string): VoteAnswer {
  const key = idempotencyKey === undefined ? {} : { idempotencyKey }
  const judgement = judgeVote(input, { contests: builtInContests, ...key })
  if (judgement.verdict === 'invalid') return refused('invalid', judgement.errors)
  if (judgement.verdict === 'unknown_contest') return refused('unknown_contest')
  const { id = madeId, contest } = judgement.vote
  return { status: 'accepted', id, contest: contest.id }
}

/** Bytes that are not UTF-8 become U+FFFD; one byte order mark is dropped. */
function decoded(body: Buffer): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body)
  return text.startsWith(bom) ? text.slice(1) : text
}

function linesIn(text: string): readonly string[] {
  return text.split('\n').filter((line) => /[^ \t\r]/.test(line))
}

function itemOnLine(line: string): Item {
  const fault = (code: Fault['code'] & Code): Item => ({ fault: { field: '', code, message: '' } })
  if (Buffer.byteLength(line) > limits.voteBytes) return fault('too_large')
  const parsed = parse(line)
  return parsed && depthOf(parsed.value) <= limits.nesting ? { input: parsed.value } : fault('malformed')
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** The levels of arrays and objects. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Object.values(value).reduce<number>((deepest, inner) => Math.max(deepest, depthOf(inner)), 0)
}
