import { plannedPartitions } from '../ports/vote-log.ts'
import { redrivenTable } from './redriven.ts'

export const logSchema = `
  CREATE TABLE IF NOT EXISTS records (
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (partition, offset)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS group_offsets (partition INTEGER PRIMARY KEY, next INTEGER NOT NULL);
  ${redrivenTable(['partition', 'offset'])}
`

/** A key's partition: FNV-1a over its UTF-16 units; any stable spread will do. The embedded log keeps the planned number. */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % plannedPartitions
}
