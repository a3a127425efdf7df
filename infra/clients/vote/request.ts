import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type Channel, type Field, fields } from '@aplauso/proto'

/** A vote's fields as typed; the door judges them. */
export type NamedVote = Readonly<Partial<Record<Field, string>>> & { readonly id: string }

export type VoteRequest =
  | { readonly help: true }
  | {
      readonly help: false
      readonly door: Channel
      readonly to: string
      readonly vote: NamedVote
      readonly json: boolean
    }

/** Where `npm start` listens. */
const defaults: Readonly<Record<Channel, string>> = { edge: 'http://127.0.0.1:4801', grpc: '127.0.0.1:4802' }

/** The command line is invalid; the message says why. */
export class UsageError extends Error {}

/**
 * Reads the command line. A vote without `--id` gets one here, so that it can be sent again safely.
 * @throws UsageError
 */
export function readRequest(args: readonly string[]): VoteRequest {
  const { values, vote } = parse(args)
  const { help, edge, grpc, to, json } = values
  if (help) return { help: true }
  if (Boolean(edge) === Boolean(grpc)) throw new UsageError('name one door: --edge or --grpc')
  const door = edge ? 'edge' : 'grpc'
  const address = to ?? defaults[door]
  if (!isAddress(door, address)) {
    throw new UsageError(
      door === 'edge' ? '--to must be an address such as http://127.0.0.1:4801' : '--to must be such as 127.0.0.1:4802',
    )
  }
  return { help: false, door, to: address, vote: { ...vote, id: vote.id ?? randomUUID() }, json: json ?? false }
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const own = { edge: flag, grpc: flag, to: text, json: flag, help: { ...flag, short: 'h' } } as const

/** The option of a field: `--cast-at` of `castAt`. */
export const optionOf = (field: Field) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function parse(args: readonly string[]) {
  const options: Readonly<Record<string, typeof text>> = Object.fromEntries(
    fields.map((field) => [optionOf(field), text]),
  )
  try {
    const { values } = parseArgs({ args: [...args], options: { ...options, ...own } })
    const given: Readonly<Record<string, unknown>> = values
    const vote: Partial<Record<Field, string>> = {}
    for (const field of fields) {
      const value = given[optionOf(field)]
      if (typeof value === 'string') vote[field] = value
    }
    return { values, vote }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function isAddress(door: Channel, to: string): boolean {
  if (door === 'grpc') return /^([^\s/:[\]]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/.test(to)
  return URL.canParse(to) && /^https?:$/.test(new URL(to).protocol)
}
