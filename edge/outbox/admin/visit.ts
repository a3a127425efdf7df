import { messageOf } from '@aplauso/process/portable'
import type { ShardReport } from '@aplauso/proto'
import { log } from '../../log/log.ts'
import type { EdgeConfig } from '../../worker/config.ts'
import type { Env } from '../../worker/env.ts'
import { stubOf } from '../stub.ts'

/** How many objects are asked at once. */
const atOnce = 32

/** Asks every object of the outbox for its status, also those of an older, larger number of shards. Never throws. */
export async function visitAll(env: Env, config: EdgeConfig): Promise<readonly ShardReport[]> {
  const shards = await rememberShards(env, config)
  const visited: ShardReport[] = []
  for (let first = 0; first < shards; first += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, shards - first) }, (_, index) => first + index)
    visited.push(...(await Promise.all(group.map((shard) => visit(env, config, shard)))))
  }
  return visited
}

/** Reports to the outbox how many shards there are; returns how many there ever were. Never throws. */
export async function rememberShards(env: Env, config: EdgeConfig): Promise<number> {
  const shards = config.OUTBOX_SHARDS
  try {
    return Math.max(shards, await stubOf(env, config, 0).remember(shards))
  } catch (error) {
    log('warn', 'the number of shards could not be noted', { reason: messageOf(error) })
    return shards
  }
}

async function visit(env: Env, config: EdgeConfig, shard: number): Promise<ShardReport> {
  try {
    const status = await stubOf(env, config, shard).visit()
    return status ? { shard, ...status } : { shard, error: 'wrong configuration' }
  } catch (error) {
    return { shard, error: messageOf(error) }
  }
}

/** Logs one line about what waits in the outbox; none where nothing does. */
export function logBacklog(visited: readonly ShardReport[]): void {
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
