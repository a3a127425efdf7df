import { limits } from '../limits.ts'
import { isLongerThan } from '../vote/text.ts'
import { utf8 } from './bytes.ts'
import type { VoteRecord } from './record.ts'

/** base64url of an SHA-256, as in vote keys and voters' hashes. */
const digestCharacters = 43

/** `YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+HH:MM` */
const castAtCharacters = 35

/** Code points that each of a record's texts has at most: what a door can write. */
const codePoints = {
  contest: limits.contestCodePoints,
  id: limits.idCodePoints,
  name: limits.nameCodePoints,
  album: limits.nameCodePoints,
  voter: digestCharacters,
  castAt: castAtCharacters,
} as const satisfies Partial<Record<keyof VoteRecord, number>>

/** Characters of the longest vote key: kind, contest, id and digest, with a separator between them. */
export const voteKeyCharacters = 1 + limits.contestCodePoints + limits.idCodePoints + digestCharacters + 3

/**
 * What of a record is longer than the contract allows: names of fields, or `record` where its text is larger than a
 * single vote may be. Whatever the log holds within these lengths fits the archive and one step of the tally.
 */
export function overlongParts(record: VoteRecord, text: string): readonly string[] {
  const fields = Object.entries(codePoints).filter(([name, most]) => {
    const value = record[name as keyof typeof codePoints]
    return value !== undefined && isLongerThan(value, most)
  })
  if (fields.length > 0) return fields.map(([name]) => name)
  return isLargerThan(text, limits.voteBytes) ? ['record'] : []
}

function isLargerThan(text: string, maxBytes: number): boolean {
  // Three bytes is the most that one UTF-16 unit takes.
  if (text.length * 3 <= maxBytes) return false
  return text.length > maxBytes || utf8(text).byteLength > maxBytes
}
