/** The tally's tables hold what Redis would, under the same keys and fields. */
export const tallySchema = `
  CREATE TABLE IF NOT EXISTS counters (
    key TEXT NOT NULL,
    field TEXT NOT NULL,
    votes INTEGER NOT NULL,
    PRIMARY KEY (key, field)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS contests (contest TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS watermarks (field TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS seen (field TEXT PRIMARY KEY, ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS partitions (incarnation TEXT PRIMARY KEY, partitions INTEGER NOT NULL) WITHOUT ROWID;
`
