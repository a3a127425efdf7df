import {
  type ContestIncrements,
  counterKey,
  type NamedKind,
  NameRoom,
  namedKinds,
  namesKey,
  overflowFields,
  type TallyRoom,
} from '@aplauso/proto'
import type { Database } from './database.ts'

/**
 * The increments of a contest under the fields that its names have, or get while there is room; notes what they take. Runs
 * inside the transaction that adds them.
 */
export function underOwnFields(
  db: Database,
  room: TallyRoom,
  contest: string,
  increments: ContestIncrements,
): ContestIncrements {
  const has = db.prepare('SELECT 1 FROM counters WHERE key = ? AND field = ?')
  const noted = notedBytes(db, contest)
  const names = new NameRoom(room, {
    nameBytes: noted ?? nameBytesOf(db, contest),
    fields: (kind) => fieldsOf(db, contest, kind),
  })
  const named = namedKinds.map((kind) => {
    const key = counterKey(contest, kind)
    const counter = new Map<string, number>()
    for (const [field, votes] of increments[kind]) {
      const own = has.get(key, field) || names.takes(kind, field) ? field : overflowFields[kind]
      counter.set(own, (counter.get(own) ?? 0) + votes)
    }
    return [kind, counter] as const
  })
  if (names.nameBytes !== noted) {
    db.prepare("INSERT INTO counters VALUES (?, '', ?) ON CONFLICT DO UPDATE SET votes = excluded.votes").run(
      namesKey(contest),
      names.nameBytes,
    )
  }
  return { ...increments, ...Object.fromEntries(named) }
}

function notedBytes(db: Database, contest: string): number | undefined {
  const row = db.prepare('SELECT votes AS bytes FROM counters WHERE key = ?').get(namesKey(contest))
  return row ? Number(row.bytes) : undefined
}

/** An older version did not note them. */
function nameBytesOf(db: Database, contest: string): number {
  const sum = db.prepare(
    'SELECT coalesce(sum(length(CAST(field AS BLOB))), 0) AS bytes FROM counters WHERE key = ? AND field <> ?',
  )
  return namedKinds.reduce(
    (bytes, kind) => bytes + Number(sum.get(counterKey(contest, kind), overflowFields[kind])?.bytes),
    0,
  )
}

function fieldsOf(db: Database, contest: string, kind: NamedKind): number {
  const key = counterKey(contest, kind)
  const isFull = db.prepare('SELECT 1 FROM counters WHERE key = ? AND field = ?').get(key, overflowFields[kind])
  if (isFull) return Number.POSITIVE_INFINITY
  return Number(db.prepare('SELECT count(*) AS fields FROM counters WHERE key = ?').get(key)?.fields)
}
