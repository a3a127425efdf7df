/** What a field of a vote holds. */
export type FieldValue =
  | { readonly kind: 'text'; readonly text: string }
  /** a JSON number as it is written; over gRPC its shortest text */
  | { readonly kind: 'number'; readonly literal: string }
  | { readonly kind: 'null' }
  /** bytes of a text, valid UTF-8 or not */
  | { readonly kind: 'bytes'; readonly bytes: readonly number[] }
  /** JSON of another type, which protobuf cannot carry */
  | { readonly kind: 'json'; readonly json: string }

/** A member of a vote: a field, or a name that the contract does not know. Of repeated ones the last counts. */
export interface Member {
  readonly name: string
  readonly value: FieldValue
}

/** A vote, valid or not, that can be written as JSON, and as a message if its values can be carried. */
export type FuzzVote = readonly Member[]

/** What is sent. Each but the last two goes to both doors. */
export type FuzzInput =
  | { readonly kind: 'single'; readonly vote: FuzzVote }
  | { readonly kind: 'batch'; readonly votes: readonly FuzzVote[]; readonly as: 'array' | 'ndjson' }
  /** a batch of one vote over and over */
  | { readonly kind: 'copies'; readonly vote: FuzzVote; readonly count: number }
  /** a body for the edge alone */
  | {
      readonly kind: 'body'
      readonly body: string
      readonly contentType: string
      readonly idempotencyKey?: string | undefined
    }
  /** a message for the gRPC server alone */
  | { readonly kind: 'message'; readonly bytes: readonly number[] }

/** The votes of an input that both doors can get. */
export function votesIn(input: FuzzInput): readonly FuzzVote[] {
  switch (input.kind) {
    case 'single':
      return [input.vote]
    case 'batch':
      return input.votes
    case 'copies':
      return Array.from({ length: input.count }, () => input.vote)
    default:
      return []
  }
}

/** How many inputs it counts as: a batch's votes, else one. */
export function weightOf(input: FuzzInput): number {
  return input.kind === 'batch' ? Math.max(1, input.votes.length) : 1
}
