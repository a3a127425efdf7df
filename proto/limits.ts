/** Limits of both doors. Sizes are bytes as sent. */
export const limits = {
  /** A single vote's body, a CastVote message, a line of NDJSON. */
  voteBytes: 8 * 1024,
  /** A request's body, a message of several votes. */
  requestBytes: 1024 * 1024,
  /** Votes in one request or message. */
  votesPerRequest: 1_000,
  /** Refused votes of a batch that are answered with all their errors; later ones carry their first alone. */
  refusalsInFull: 50,
  /** Levels of arrays and objects in a JSON text. */
  nesting: 32,
  nameCodePoints: 120,
  voterCodePoints: 128,
  idCodePoints: 64,
  contestCodePoints: 64,
} as const
