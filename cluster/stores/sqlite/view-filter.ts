import { exactFilters, type VoteFilter } from '../ports/vote-log-view.ts'

/** The columns of `votes` and `rejects` that hold a record's text. */
export type TextColumn = 'record' | 'value'

/** The SQL of a record's member. Indexes are found by this very text. */
const member = (column: TextColumn, name: string) => `${column} ->> '$.${name}'`

/**
 * An index for every filter, in the order in which the log is read, so that none needs a sort. Ranges have one that
 * holds what they compare, beside the order: rows that do not match are passed over without being fetched.
 */
function indexesOf(table: string, column: TextColumn, where: string): string {
  const place = 'incarnation, partition, offset'
  const exact = Object.entries(exactFilters).map(
    ([filter, name]) =>
      `CREATE INDEX IF NOT EXISTS ${table}_by_${filter} ON ${table} (${member(column, name)}, ${place})${where};`,
  )
  const ranged = `${place}, ${member(column, 'at')}, ${member(column, 'rank')}`
  return [...exact, `CREATE INDEX IF NOT EXISTS ${table}_by_range ON ${table} (${ranged})${where};`].join('\n')
}

// What is not a vote may not even be JSON, so it must not come near these expressions.
export const viewIndexes = `${indexesOf('votes', 'record', '')}
${indexesOf('rejects', 'value', " WHERE reason = 'duplicate'")}`

type Value = string | number

/** The index that must be named: of two that are in order, SQLite takes the smaller one, which lacks what is compared. */
export function rangeIndexOf({ rankMin, rankMax, from, to, ...exact }: VoteFilter, table: string): string {
  const isRanged = [rankMin, rankMax, from, to].some((bound) => bound !== undefined)
  const isExact = Object.keys(exactFilters).some((key) => exact[key as keyof typeof exactFilters] !== undefined)
  return isRanged && !isExact ? ` INDEXED BY ${table}_by_range` : ''
}

/** The conditions of a filter on a column of records, and the values of their `?` in order; values are never in the SQL. */
export function conditionsOf(filter: VoteFilter, column: TextColumn): { sql: string; values: Value[] } {
  const conditions: [string, Value | undefined][] = [
    ...Object.entries(exactFilters).map(([key, name]): [string, Value | undefined] => [
      `${member(column, name)} = ?`,
      filter[key as keyof typeof exactFilters],
    ]),
    [`${member(column, 'rank')} >= ?`, filter.rankMin],
    [`${member(column, 'rank')} <= ?`, filter.rankMax],
    [`${member(column, 'at')} >= ?`, filter.from],
    [`${member(column, 'at')} < ?`, filter.to],
  ]
  const given = conditions.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]))
  return { sql: given.map(({ sql }) => ` AND ${sql}`).join(''), values: given.map(({ value }) => value) }
}
