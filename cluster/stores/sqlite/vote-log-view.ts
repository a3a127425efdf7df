import { setImmediate as turn } from 'node:timers/promises'
import { type ArchivedRecord, loggedVote } from '@aplauso/proto'
import type { Cut } from '../ports/vote-archive.ts'
import { plannedPartitions } from '../ports/vote-log.ts'
import type { ArchivedVote, LogIncarnation, Stretch, StretchQuery, VoteLogView } from '../ports/vote-log-view.ts'
import { archiveSchema } from './archive-schema.ts'
import { Database } from './database.ts'
import { conditionsOf, rangeIndexOf, type TextColumn } from './view-filter.ts'

/** The embedded archive, read as a log. */
export class SqliteVoteLogView implements VoteLogView {
  readonly #db: Database

  private constructor(db: Database) {
    this.#db = db
  }

  static open(folder: string): SqliteVoteLogView {
    return new SqliteVoteLogView(Database.open(folder, 'archive', archiveSchema))
  }

  async incarnations(): Promise<readonly LogIncarnation[]> {
    const rows = this.#db.read(() =>
      this.#db
        .prepare(
          'SELECT name, partitions FROM incarnations LEFT JOIN partitions ON incarnation = name ORDER BY number DESC',
        )
        .all(),
    )
    return rows.map(({ name, partitions }) => ({
      name: String(name),
      partitions: Number(partitions ?? plannedPartitions),
    }))
  }

  async horizon(incarnation: string): Promise<Cut> {
    const rows = this.#db.read(() =>
      this.#db.prepare('SELECT partition, next FROM progress WHERE incarnation = ?').all(incarnation),
    )
    return new Map(rows.map(({ partition, next }) => [Number(partition), Number(next)]))
  }

  async rows(query: StretchQuery): Promise<readonly (readonly ArchivedVote[])[]> {
    const { turn: mine = (ask) => ask() } = query
    const votes: ArchivedVote[][] = []
    for (const stretch of query.stretches) {
      const { sql, values } = statementOf(query, stretch)
      const rows = await mine(async () => {
        const found = this.#db.read(() => this.#db.prepare(sql).all(...values))
        await turn()
        return found
      })
      votes.push(rows.map((row) => archivedVote(row, stretch.partition)))
    }
    return votes
  }

  /** How SQLite would read a stretch of the query, a line a step: what tests of the indexes look at. */
  plan(query: StretchQuery, stretch: Stretch): readonly string[] {
    const { sql, values } = statementOf(query, stretch)
    return this.#db
      .read(() => this.#db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values))
      .map(({ detail }) => String(detail))
  }

  async close(): Promise<void> {
    this.#db.close()
  }
}

const tables = [
  { status: 'counted', column: 'record', name: 'votes', rows: '' },
  { status: 'duplicate', column: 'value', name: 'rejects', rows: " AND reason = 'duplicate'" },
] as const satisfies readonly { status: string; column: TextColumn; name: string; rows: string }[]

/** Both tables are read by an index in the order of offsets; SQLite merges them as it goes. */
function statementOf({ incarnation, order, filter }: StretchQuery, { partition, from, below, limit }: Stretch) {
  const parts = tables
    .filter(({ status }) => filter.status === undefined || filter.status === status)
    .map((table) => {
      const conditions = conditionsOf(filter, table.column)
      return {
        sql: `SELECT ${table.column} AS text, '${table.status}' AS status, archived_at, offset
          FROM ${table.name}${rangeIndexOf(filter, table.name)}
          WHERE incarnation = ? AND partition = ? AND offset >= ? AND offset < ?${table.rows}${conditions.sql}`,
        values: [incarnation, partition, from, below, ...conditions.values],
      }
    })
  const direction = order === 'ascending' ? 'ASC' : 'DESC'
  return {
    sql: `${parts.map(({ sql }) => sql).join(' UNION ALL ')} ORDER BY offset ${direction} LIMIT ?`,
    values: [...parts.flatMap(({ values }) => values), limit],
  }
}

function archivedVote(row: Record<string, unknown>, partition: number): ArchivedVote {
  return {
    partition,
    offset: Number(row.offset),
    archivedAtMs: Number(row.archived_at),
    vote: loggedVote(
      JSON.parse(String(row.text)) as ArchivedRecord,
      row.status === 'counted' ? 'counted' : 'duplicate',
    ),
  }
}
