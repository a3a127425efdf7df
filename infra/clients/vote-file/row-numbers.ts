import type { VoteMembers } from './json.ts'

const wholeNumber = /^(?:0|[1-9][0-9]{0,8})$/

/**
 * The warning that the ids of a file look like the numbers of its rows; undefined if they do not. Another file's rows have
 * the same numbers, and the same id with the same text is the same vote.
 * @param votes the votes of one file, undefined for what is not an object
 */
export function rowNumberWarning(votes: readonly (VoteMembers | undefined)[]): string | undefined {
  const ids = votes.flatMap((vote) => (vote?.id === undefined || vote.id === null ? [] : [vote.id]))
  const numbers = ids.flatMap((id) => (typeof id === 'string' && wholeNumber.test(id) ? [Number(id)] : []))
  const [least, most] = numbers.reduce(
    ([low, high], number) => [Math.min(low, number), Math.max(high, number)],
    [Number.POSITIVE_INFINITY, 0],
  )
  const areRowNumbers =
    ids.length > 1 && numbers.length === ids.length && new Set(numbers).size === ids.length && most <= 2 * votes.length
  if (!areRowNumbers) return undefined
  return (
    `ids ${least}..${most} look like row numbers: the same id with the same text in another file is the same vote, ` +
    'and counts once; --no-ids gives each vote an id of its own'
  )
}
