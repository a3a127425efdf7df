import { setTimeout as sleep } from 'node:timers/promises'
import {
  type LogBatch,
  type LogHandler,
  StoreUnavailable,
  type VoteArchive,
  type VoteLogConsumer,
} from '@aplauso/stores'
import { describe, expect, it, onTestFinished } from 'vitest'
import { FetchStalled } from './fetch-watch.ts'
import { consumerMetrics } from './metrics.ts'
import { type System, system, withFaults } from './testing/system.ts'

const patience = { lagMs: 1_200, stallMs: 4_000 }

/** A log whose fetch loop can be made to stand still while everything else answers. */
function standstill() {
  let start = () => {}
  let still: Promise<void> | undefined
  const resume = () => {
    start()
    still = undefined
  }
  onTestFinished(resume)
  return {
    stand() {
      still = new Promise((resolve) => {
        start = resolve
      })
    },
    resume,
    voteLog: (real: VoteLogConsumer) =>
      withFaults<VoteLogConsumer>(real, {
        start: (handler: LogHandler) =>
          real.start({
            assigned: (partitions) => handler.assigned(partitions),
            batch: async (batch: LogBatch) => {
              await still
              return handler.batch(batch)
            },
          }),
      }),
  }
}

async function lagOf({ stats }: { stats: Parameters<typeof consumerMetrics>[0] }): Promise<number> {
  const text = await consumerMetrics(stats).metrics()
  const lags = [...text.matchAll(/^aplauso_consumer_lag\{.*\} (\d+)$/gm)].map(([, lag]) => Number(lag))
  return lags.reduce((sum, lag) => sum + lag, 0)
}

const oldestSeen = async ({ tally }: System) => Math.min(...(await tally.read('default')).seen.values())

describe('a fetch loop that stalls', { timeout: 30_000 }, () => {
  it('is lag, makes the consumer unready and the counters old, and ends the consumer', async () => {
    const one = await system()
    const { stand, resume, voteLog } = standstill()
    await one.cast('a')
    const consumer = await one.consume({ voteLog, patience })
    await one.settled()
    expect(consumer.isFresh).toBe(true)
    expect(await lagOf(consumer)).toBe(0)
    stand()
    await Promise.all(Array.from({ length: 5 }, (_, at) => one.cast(`b${at}`)))
    await one.until(() => !consumer.isFresh)
    expect(await lagOf(consumer)).toBe(5)
    const seen = await oldestSeen(one)
    const failure = await consumer.failed
    expect(failure).toBeInstanceOf(FetchStalled)
    expect(await oldestSeen(one)).toBe(seen)
    expect(await one.total()).toBe(1)
    resume()
    await consumer.stop()
    await one.consume()
    await one.settled()
    expect(await one.total()).toBe(6)
  })

  it('is forgotten when batches come again', async () => {
    const one = await system()
    const { stand, resume, voteLog } = standstill()
    const consumer = await one.consume({ voteLog, patience })
    await one.settled()
    stand()
    await one.cast('a')
    await one.until(() => !consumer.isFresh)
    resume()
    await one.until(() => consumer.isFresh)
    await one.settled()
    expect(await one.total()).toBe(1)
    const failed = await Promise.race([consumer.failed, sleep(patience.stallMs, 'running')])
    expect(failed).toBe('running')
  })

  it('does not blame the log while the archive does not answer', async () => {
    const one = await system()
    let isAway = true
    const archive = withFaults<VoteArchive>(one.archive, {
      insert: (rows) => (isAway ? Promise.reject(new StoreUnavailable('away')) : one.archive.insert(rows)),
    })
    const consumer = await one.consume({ archive, patience })
    await one.until(async () => (await one.tally.watermarks()).size === 12)
    await Promise.all(Array.from({ length: 30 }, (_, at) => one.cast(`v${at}`)))
    const failed = await Promise.race([consumer.failed, sleep(2 * patience.stallMs, 'running')])
    expect(failed).toBe('running')
    isAway = false
    await one.settled()
    expect(await one.total()).toBe(30)
  })

  it('is not what marks at the log’s end are, behind which no record waits', async () => {
    const one = await system()
    await one.cast('a')
    const consumer = await one.consume({
      patience,
      voteLog: (real) =>
        withFaults<VoteLogConsumer>(real, {
          bounds: async (partition) => {
            const { start, end } = await real.bounds(partition)
            return { start, end: end + 1 }
          },
        }),
    })
    await one.until(async () => (await one.total()) === 1)
    const failed = await Promise.race([consumer.failed, sleep(patience.stallMs + 2_000, 'running')])
    expect(failed).toBe('running')
    expect(consumer.isFresh).toBe(true)
    const seen = await oldestSeen(one)
    await one.until(async () => (await oldestSeen(one)) > seen)
  })
})
