import type { DeadLetter, LetterBook, VoteLogProducer } from '@aplauso/stores'

/**
 * Decides that a letter is redriven, and then appends its record, with the sources of the vote's first letter and of
 * this one. In this order: what is in the log is never discarded afterwards.
 * @returns whether it was appended: not where somebody has discarded it
 * @throws what `append` throws; the fate stays, and doing it again is safe
 */
export async function redriveLetter(
  archive: Pick<LetterBook, 'decideFate'>,
  producer: Pick<VoteLogProducer, 'append'>,
  { source, key, value, origin = source }: DeadLetter,
): Promise<boolean> {
  if ((await archive.decideFate(source, 'redriven')) !== 'redriven') return false
  await producer.append({ key, value, redriven: { origin, letter: source } })
  return true
}
