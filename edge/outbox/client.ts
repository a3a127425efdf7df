import { messageOf, withDeadline } from '@aplauso/process/portable'
import type { AppendResult, RelayEntry } from '@aplauso/proto'
import { RateLimitedLog } from '../log/log.ts'
import { shardChooser } from './shards.ts'

/** One object of the outbox, as it is called. A call may reject: the platform moves, updates and overloads objects. */
export interface Shard {
  append(entries: readonly RelayEntry[]): Promise<readonly AppendResult[]>
}

export interface OutboxOptions {
  readonly shards: number
  /** unknown to callers: decides which shard a key goes to */
  readonly secret: string
  /** Makes a new stub: one that failed stays broken. */
  readonly open: (shard: number) => Shard
  /** Longer than an object needs to answer by itself. */
  readonly timeoutMs?: number
}

/** Spreads entries over the shards, one call for each shard, and gathers the results in order. Never rejects. */
export function outboxClient({ shards, secret, open, timeoutMs = 12_000 }: OutboxOptions): Shard {
  const shardOf = shardChooser(secret)
  const log = new RateLimitedLog()

  async function appendTo(shard: number, entries: readonly RelayEntry[]): Promise<readonly AppendResult[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await withDeadline(timeoutMs, () => open(shard).append(entries))
      } catch (error) {
        if (attempt === 1 && mayTryAgain(error)) continue
        log.report('warn', 'an outbox object did not answer', { reason: messageOf(error), attempt })
        return entries.map(() => 'unavailable')
      }
    }
  }

  return {
    async append(entries) {
      const groups = Map.groupBy(entries.keys(), (index) => shardOf(entries[index]?.key ?? '', shards))
      const results: AppendResult[] = entries.map(() => 'unavailable')
      await Promise.all(
        Array.from(groups, async ([shard, indexes]) => {
          const found = await appendTo(
            shard,
            indexes.flatMap((index) => entries[index] ?? []),
          )
          indexes.forEach((index, place) => {
            results[index] = found[place] ?? 'unavailable'
          })
        }),
      )
      return results
    },
  }
}

/**
 * Whether a failed call may be made once more. An overloaded object must be left alone.
 * Source: https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
 */
function mayTryAgain(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { retryable, overloaded, durableObjectReset } = error as Readonly<Record<string, unknown>>
  return overloaded !== true && (retryable === true || durableObjectReset === true)
}
