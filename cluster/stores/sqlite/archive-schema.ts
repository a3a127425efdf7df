import { redrivenTable } from './redriven.ts'
import { viewIndexes } from './view-filter.ts'

/** The vote log reads both tables by `incarnation, partition, offset`; `archived_at` (Unix ms) merges the partitions. */
export const archiveSchema = `
  CREATE TABLE IF NOT EXISTS votes (
    key TEXT NOT NULL UNIQUE,
    incarnation TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    digest TEXT NOT NULL,
    record TEXT NOT NULL,
    archived_at INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS votes_source ON votes (incarnation, partition, offset);
  CREATE TABLE IF NOT EXISTS rejects (
    incarnation TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    key TEXT NOT NULL,
    reason TEXT NOT NULL,
    value TEXT NOT NULL,
    archived_at INTEGER NOT NULL,
    PRIMARY KEY (incarnation, partition, offset)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS progress (
    incarnation TEXT NOT NULL,
    partition INTEGER NOT NULL,
    next INTEGER NOT NULL,
    last_key TEXT,
    row_count INTEGER NOT NULL,
    PRIMARY KEY (incarnation, partition)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS gaps (
    incarnation TEXT NOT NULL,
    partition INTEGER NOT NULL,
    "from" INTEGER NOT NULL,
    "to" INTEGER NOT NULL,
    PRIMARY KEY (incarnation, partition, "from")
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS partitions (incarnation TEXT PRIMARY KEY, partitions INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS incarnations (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS fates (letter TEXT PRIMARY KEY, fate TEXT NOT NULL, decided_at INTEGER NOT NULL) WITHOUT ROWID;
  ${redrivenTable(['incarnation', 'partition', 'offset'])}
  ${viewIndexes}
`
