import { decodeRecord, type RelayEntry, type RelayOutcome } from '@aplauso/proto'
import { QueueFull, RecordRefused, StoreUnavailable } from '@aplauso/stores'
import type { Door } from '../accept/accept.ts'
import { keyOf } from '../accept/key.ts'

/**
 * Appends a record that an edge judged. The rules are not judged again, but its shape, lengths and key are checked: a
 * record under a wrong key would break the promise that each vote counts once, and one that the consumer cannot take for
 * itself is better refused here, where it can be answered.
 */
export async function appendEntry(
  { producer, complaints }: Pick<Door, 'producer' | 'complaints'>,
  entry: RelayEntry,
): Promise<RelayOutcome> {
  try {
    const { record, fault } = decodeRecord(entry.value)
    if (!record) throw new RecordRefused(`not a vote's record: ${fault}`)
    if (keyOf(record) !== entry.key) throw new RecordRefused('the key is not the vote’s')
    await producer.append(entry)
    return 'accepted'
  } catch (error) {
    if (error instanceof QueueFull) {
      complaints.expected('full', error)
      return 'full'
    }
    if (error instanceof RecordRefused) {
      complaints.refused(error)
      return 'refused'
    }
    if (error instanceof StoreUnavailable) complaints.expected('unavailable', error)
    else complaints.unexpected(error)
    return 'unavailable'
  }
}
