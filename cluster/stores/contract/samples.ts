import type { VoteRecord } from '@aplauso/proto'
import type { ArchiveRow } from '../ports/vote-archive.ts'

/** A record of a vote, for tests. */
export function sampleRecord(more: Partial<VoteRecord> = {}): VoteRecord {
  return {
    v: 1,
    contest: 'default',
    id: 'vote-1',
    name: 'Alux Nahual',
    album: 'Alto al Fuego',
    year: 1987,
    rank: 8.5,
    rules: 1,
    channel: 'edge',
    at: new Date().toISOString(),
    ...more,
  }
}

/** A record that has every field, for tests; a field without a value here does not compile. */
export const fullRecord: Required<VoteRecord> = {
  ...sampleRecord({ at: '2026-11-25T20:15:00.000Z' }),
  voter: 'x'.repeat(43),
  castAt: '2026-11-25T20:14:59-06:00',
}

/** An archive row, for tests. */
export function sampleRow(
  key: string,
  source: Partial<ArchiveRow['source']> = {},
  record: Partial<VoteRecord> = {},
): ArchiveRow {
  return {
    key,
    source: { incarnation: '1', partition: 0, offset: 0, ...source },
    digest: 'digest',
    record: sampleRecord(record),
  }
}
