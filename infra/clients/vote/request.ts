import { randomUUID } from 'node:crypto'
import { type Channel, type Field, fields } from '@aplauso/proto'
import { hostAndPort, UsageError, type Values, webAddress } from '../../terminal/command-line.ts'

/** A vote's fields as typed; the door judges them. */
export type NamedVote = Readonly<Partial<Record<Field, string>>> & { readonly id: string }

export interface VoteRequest {
  readonly door: Channel
  readonly to: string
  readonly vote: NamedVote
  readonly json: boolean
}

/** Where `npm start` listens. */
const defaults: Readonly<Record<Channel, string>> = { edge: 'http://127.0.0.1:4801', grpc: '127.0.0.1:4802' }

/** The option of a field: `--cast-at` of `castAt`. */
export const optionOf = (field: Field) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const own = { edge: flag, grpc: flag, to: text, json: flag }

/** The options of `npm run vote`: one of each field, and its own. */
export const voteOptionTypes: typeof own = {
  ...Object.fromEntries(fields.map((field) => [optionOf(field), text])),
  ...own,
}

/**
 * The vote that the options name, and its door. A vote without `--id` gets one here, so that it can be sent again safely.
 * @throws UsageError
 */
export function requestOf(options: Values<typeof own>): VoteRequest {
  const { edge, grpc, to, json = false } = options
  if (Boolean(edge) === Boolean(grpc)) throw new UsageError('name one door: --edge or --grpc')
  const door = edge ? 'edge' : 'grpc'
  const address = to ?? defaults[door]
  const given: Readonly<Record<string, unknown>> = options
  const vote: Partial<Record<Field, string>> = {}
  for (const field of fields) {
    const value = given[optionOf(field)]
    if (typeof value === 'string') vote[field] = value
  }
  return {
    door,
    to: door === 'edge' ? webAddress('--to', address, defaults.edge) : hostAndPort('--to', address),
    vote: { ...vote, id: vote.id ?? randomUUID() },
    json,
  }
}
