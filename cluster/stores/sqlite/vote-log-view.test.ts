import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
import { voteFieldsContract } from '../contract/vote-fields.ts'
import { viewContract } from '../contract/vote-log-view.ts'
import type { VoteFilter } from '../ports/vote-log-view.ts'
import { SqliteArchive } from './archive.ts'
import { SqliteVoteLogView } from './vote-log-view.ts'

viewContract('SQLite', async () => {
  const shared = temporaryFolder()
  return { archive: SqliteArchive.open(shared), view: SqliteVoteLogView.open(shared) }
})

voteFieldsContract('SQLite', async () => {
  const shared = temporaryFolder()
  const storedRecord = async (key: string) => {
    const db = new DatabaseSync(join(shared, 'archive.db'), { readOnly: true })
    const row = db.prepare('SELECT record FROM votes WHERE key = ?').get(key)
    db.close()
    return row && JSON.parse(String(row.record))
  }
  return { archive: SqliteArchive.open(shared), view: SqliteVoteLogView.open(shared), storedRecord }
})

describe('the indexes of the embedded log of votes', () => {
  const filters: readonly [VoteFilter, string][] = [
    [{}, 'votes_source'],
    [{ contest: 'default' }, 'votes_by_contest'],
    [{ band: 'Ana' }, 'votes_by_band'],
    [{ album: 'A' }, 'votes_by_album'],
    [{ year: 1990 }, 'votes_by_year'],
    [{ channel: 'edge' }, 'votes_by_channel'],
    [{ status: 'counted' }, 'votes_source'],
    [{ rankMin: 1, rankMax: 2 }, 'votes_by_range'],
    [{ from: '2026-01-01T00:00:00.000Z' }, 'votes_by_range'],
  ]
  it.each(filters)('%j is found by an index in the order of the log, nothing is scanned or sorted', (filter, index) => {
    const view = SqliteVoteLogView.open(temporaryFolder())
    onTestFinished(() => view.close())
    for (const order of ['ascending', 'descending'] as const) {
      const stretch = { partition: 3, from: 0, below: 9, limit: 9 }
      const plan = view.plan({ incarnation: '1', stretches: [stretch], order, filter }, stretch).join('\n')
      expect(plan).toContain(`SEARCH votes USING INDEX ${index} `)
      expect(plan).not.toMatch(/SCAN|TEMP B-TREE/)
      if (filter.status === undefined) expect(plan).toMatch(/SEARCH rejects USING (INDEX rejects_by_|PRIMARY KEY)/)
    }
  })
})
