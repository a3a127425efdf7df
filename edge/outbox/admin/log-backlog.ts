import type { ShardReport } from '@aplauso/proto'
import { log } from '../../log/log.ts'

/** Logs one line about what waits in the outbox; none where nothing does. */
export function tellBacklog(visited: readonly ShardReport[]): void {
  const totals = { votes: 0, rows: 0, setAside: 0, silentShards: 0 }
  let oldestAtMs = Number.POSITIVE_INFINITY
  for (const each of visited) {
    if (each.error !== undefined) {
      totals.silentShards += 1
      continue
    }
    totals.votes += each.votes
    totals.rows += each.rows
    totals.setAside += each.setAside
    oldestAtMs = Math.min(oldestAtMs, each.oldestAtMs ?? oldestAtMs)
  }
  if (totals.rows + totals.setAside + totals.silentShards === 0) return
  const oldestAt = Number.isFinite(oldestAtMs) ? new Date(oldestAtMs).toISOString() : null
  log('warn', 'votes wait in the outbox', { ...totals, oldestAt })
}
