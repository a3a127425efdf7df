import type { LogEntry } from '../../ports/vote-log.ts'
import { ByteReader } from './bytes.ts'

/** Everything before the number of records: offsets, epoch, magic, checksum, times, producer. */
const headBytes = 57

/** Reads a record batch of version 2, not compressed. */
export function entriesOf(batch: Buffer): LogEntry[] {
  const reader = new ByteReader(batch)
  reader.take(headBytes)
  return reader.array(() => {
    const record = new ByteReader(reader.take(reader.varint()))
    // attributes; then the distances from the batch's time and offset
    record.take(1)
    record.varint()
    record.varint()
    const key = record.take(record.varint()).toString()
    return { key, value: record.take(record.varint()).toString() }
  })
}
