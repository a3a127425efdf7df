import type { AppendResult } from '@aplauso/proto'
import type { DeadLetter, LetterBook, VoteLogProducer } from '@aplauso/stores'

/**
 * Decides that a letter is redriven, and then appends its record, with the sources of the vote's first letter and of
 * this one. In this order: what is in the log is never discarded afterwards.
 * @returns what became of the record, or that somebody has discarded the letter; doing it again is safe
 * @throws StoreUnavailable if the archive does not answer
 */
export async function redriveLetter(
  archive: Pick<LetterBook, 'decideFate'>,
  producer: Pick<VoteLogProducer, 'append'>,
  { source, key, value, origin = source }: DeadLetter,
): Promise<AppendResult | 'discarded'> {
  if ((await archive.decideFate(source, 'redriven')) !== 'redriven') return 'discarded'
  return producer.append({ key, value, redriven: { origin, letter: source } })
}
