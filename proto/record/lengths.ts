import { fieldOf, recordFields, type VoteRecord } from '../fields.ts'
import { limits } from '../limits.ts'
import { isLongerThan } from '../vote/intact.ts'
import { digestCharacters, utf8 } from './bytes.ts'

/** Characters of the longest vote key: kind, contest, id and digest, with a separator between them. */
export const voteKeyCharacters = 1 + limits.contestCodePoints + limits.idCodePoints + digestCharacters + 3

/**
 * What of a record is longer than the contract allows: names of fields, or `record` where its text is larger than a
 * single vote may be. Whatever the log holds within these lengths fits the archive and one step of the tally.
 */
export function overlongParts(record: VoteRecord, text: string): readonly string[] {
  const fields = recordFields.filter((name) => {
    const { maxCodePoints } = fieldOf(name)
    const value = record[name]
    return maxCodePoints !== undefined && typeof value === 'string' && isLongerThan(value, maxCodePoints)
  })
  if (fields.length > 0) return fields
  return isLargerThan(text, limits.voteBytes) ? ['record'] : []
}

function isLargerThan(text: string, maxBytes: number): boolean {
  // Three bytes is the most that one UTF-16 unit takes.
  if (text.length * 3 <= maxBytes) return false
  return text.length > maxBytes || utf8(text).byteLength > maxBytes
}
