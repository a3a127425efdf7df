import { limits } from '@aplauso/proto'

/** Field 1 of a batch, with a length before its bytes: a vote. */
const voteTag = 0x0a
/** Field 2, a number: the sequence. */
const sequenceTag = 0x10

/**
 * How many votes a batch's bytes hold, without reading them: what a message will cost must be known before. One more than
 * a batch may have means that it has too many; no more are counted. Where the bytes are no plain row of votes it is the
 * most that they could hold, and not too many.
 */
export function countVotes(bytes: Buffer): number {
  let votes = 0
  let at = 0
  while (at < bytes.length && votes <= limits.votesPerRequest) {
    const tag = bytes[at]
    const end =
      tag === voteTag ? endOfVote(bytes, at + 1) : tag === sequenceTag ? endOfNumber(bytes, at + 1) : undefined
    // Anything else: an empty vote takes two bytes.
    if (end === undefined) return Math.min(limits.votesPerRequest, votes + Math.ceil((bytes.length - at) / 2))
    if (tag === voteTag) votes += 1
    at = end
  }
  return votes
}

/** Where the vote ends whose length lies at `at`; undefined where it has more digits than our largest message. */
function endOfVote(bytes: Buffer, at: number): number | undefined {
  let length = 0
  for (let digit = 0; digit < 4; digit += 1) {
    const byte = bytes[at + digit]
    if (byte === undefined) return undefined
    length += (byte & 0x7f) * 2 ** (7 * digit)
    if (byte < 0x80) return at + digit + 1 + length
  }
  return undefined
}

/** Where the number ends that begins at `at`; undefined where it has more digits than 64 bits. */
function endOfNumber(bytes: Buffer, at: number): number | undefined {
  for (let digit = 0; digit < 10; digit += 1) {
    const byte = bytes[at + digit]
    if (byte === undefined) return undefined
    if (byte < 0x80) return at + digit + 1
  }
  return undefined
}
