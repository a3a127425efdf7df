import type { Code, VoteRecord } from '@aplauso/proto'
import type { Reply } from '../relay-stub.ts'

/** A request and what must come of it. */
export interface Case {
  /** what is guaranteed */
  readonly name: string
  /** Default: POST */
  readonly method?: string
  /** Default: /v1/votes */
  readonly path?: string
  /** Default: a JSON body's content type. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** What the relay answers; default: all accepted. */
  readonly reply?: Reply
  readonly expect: Expectation
}

export interface Expectation {
  readonly status: number
  /** the problem's code */
  readonly code?: Code
  /** the problem's faults: `field code` */
  readonly errors?: readonly string[]
  /** the problem's id */
  readonly id?: string
  /** a batch's outcomes: `accepted`, `field code` of the faults of a refused vote, or the code of a failed one */
  readonly outcomes?: readonly (string | readonly string[])[]
  /** members of the records that are stored, one for each vote */
  readonly stored?: readonly Partial<VoteRecord>[]
  /** `null`: the header is absent */
  readonly headers?: Readonly<Record<string, string | null>>
}

export const json = { 'content-type': 'application/json' } as const
export const ndjson = { 'content-type': 'application/x-ndjson' } as const

const plain = { name: 'Alux Nahual', album: 'Alto al Fuego', year: 1987, rank: 1 } as const

/** A good vote's members, with others instead. */
export function vote(members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...plain, ...members }
}

/** A good vote as JSON text. */
export function voteText(members: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify(vote(members))
}

/** A good vote's text with spaces before its end, so that it has a size. */
export function voteOfSize(sizeBytes: number, members: Readonly<Record<string, unknown>> = {}): string {
  const text = voteText(members)
  return `${text.slice(0, -1)}${' '.repeat(sizeBytes - text.length)}}`
}

/** A good vote's text with arrays in a member that is ignored, so that its deepest level is `depth`. */
export function voteOfDepth(depth: number): string {
  return `${voteText().slice(0, -1)},"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
}
