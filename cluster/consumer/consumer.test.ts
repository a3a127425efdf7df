import { setTimeout as sleep } from 'node:timers/promises'
import {
  RowsRefused,
  StepTooLarge,
  StoreUnavailable,
  type Tally,
  type VoteArchive,
  type VoteLogConsumer,
} from '@aplauso/stores'
import { describe, expect, it } from 'vitest'
import { system, withFaults } from './testing/system.ts'

describe('the consumer', () => {
  it('counts each vote once, and a vote sent again not at all', async () => {
    const { cast, consume, until, total, archive } = await system()
    await Promise.all(['a', 'b', 'c'].map((id) => cast(id)))
    await cast('a')
    await consume()
    await until(async () => (await archive.counts()).duplicates === 1)
    await until(async () => (await total()) === 3)
    expect(await archive.counts()).toEqual({ votes: 3, duplicates: 1, unparsable: 0, dead: 0 })
  })

  it('counts two payloads under one id as two votes', async () => {
    const { cast, consume, until, total } = await system()
    await cast('same', 'A')
    await cast('same', 'B')
    await consume()
    await until(async () => (await total()) === 2)
  })

  it('counts what arrives while it runs within two seconds', async () => {
    const { cast, consume, until, total } = await system()
    await consume()
    await until(async () => total().then((votes) => votes === 0))
    const started = Date.now()
    await cast('a')
    await until(async () => (await total()) === 1)
    expect(Date.now() - started).toBeLessThan(2_000)
  })

  it('installs watermarks for a system without votes, so that it shows nought and not nothing', async () => {
    const { consume, until, tally } = await system()
    await consume()
    await until(async () => (await tally.watermarks()).size === 12)
  })

  it('goes on after a restart without counting anything twice', async () => {
    const { cast, consume, until, total } = await system()
    await Promise.all(['a', 'b'].map((id) => cast(id)))
    const first = await consume()
    await until(async () => (await total()) === 2)
    await first.stop()
    await Promise.all(['b', 'c'].map((id) => cast(id)))
    await consume()
    await until(async () => (await total()) === 3)
  })

  it('makes a dead letter of a text that is not a record and goes on', async () => {
    const { cast, append, consume, until, total, archive } = await system()
    await append('poison', '{"v":1')
    await append('poison', 'null')
    await cast('a')
    await consume()
    await until(async () => (await total()) === 1)
    await until(async () => (await archive.counts()).unparsable === 2)
  })

  it('counts once although the tally’s answer is lost', async () => {
    const { cast, consume, until, total, tally } = await system()
    let lost = 0
    const faulty = withFaults<Tally>(tally, {
      apply: async (step) => {
        const answer = await tally.apply(step)
        if (answer.applied && step.next > step.first && lost < 5) {
          lost += 1
          throw new StoreUnavailable('answer lost')
        }
        return answer
      },
    })
    await Promise.all(Array.from({ length: 30 }, (_, at) => cast(`v${at}`)))
    await consume({ tally: faulty })
    await until(async () => (await total()) === 30)
    expect(lost).toBe(5)
  })

  it('does not call the counters up to date while the log or the archive does not answer', {
    timeout: 20_000,
  }, async () => {
    const { cast, consume, until, total, tally, archive } = await system()
    const away = { log: false, archive: false }
    const refuse = () => Promise.reject(new StoreUnavailable('away'))
    const voteLog = (real: VoteLogConsumer) =>
      withFaults<VoteLogConsumer>(real, {
        bounds: (partition) => (away.log ? refuse() : real.bounds(partition)),
      })
    await cast('a')
    await consume({
      voteLog,
      archive: withFaults<VoteArchive>(archive, { insert: (rows) => (away.archive ? refuse() : archive.insert(rows)) }),
    })
    await until(async () => (await total()) === 1)
    const oldestSeen = async () => Math.min(...(await tally.read('default')).seen.values())
    for (const engine of ['log', 'archive'] as const) {
      away[engine] = true
      if (engine === 'archive') await cast('b')
      await sleep(1_500)
      const before = await oldestSeen()
      await sleep(2_500)
      expect(await oldestSeen(), `${engine} away`).toBe(before)
      away[engine] = false
      await until(async () => (await oldestSeen()) > before)
    }
    await until(async () => (await total()) === 2)
  })

  it('counts in parts what is too large for one step', async () => {
    const { cast, consume, until, total, tally, archive } = await system()
    const sizes: number[] = []
    const narrow = withFaults<Tally>(tally, {
      apply: async (step) => {
        const size = step.increments.get('default')?.total.get('') ?? 0
        if (size > 3) throw new StepTooLarge()
        sizes.push(size)
        return tally.apply(step)
      },
    })
    await Promise.all(Array.from({ length: 200 }, (_, at) => cast(`v${at % 180}`)))
    await consume({ tally: narrow })
    await until(async () => (await total()) === 180)
    expect(Math.max(...sizes)).toBe(3)
    expect(await archive.counts()).toMatchObject({ votes: 180, duplicates: 20 })
  })

  it('counts once although the archive’s answer is lost', async () => {
    const { cast, consume, until, total, archive } = await system()
    let lost = 0
    const faulty = withFaults<VoteArchive>(archive, {
      insert: async (rows) => {
        const answer = await archive.insert(rows)
        if (lost < 5) {
          lost += 1
          throw new StoreUnavailable('answer lost')
        }
        return answer
      },
    })
    await Promise.all(Array.from({ length: 30 }, (_, at) => cast(`v${at % 20}`)))
    await consume({ archive: faulty })
    await until(async () => (await total()) === 20)
    expect((await archive.counts()).votes).toBe(20)
  })

  it('has rows and rejects stored, and progress noted, before the tally applies a batch', async () => {
    const { cast, append, consume, settled, total, tally, archive } = await system()
    const early: unknown[] = []
    const watching = withFaults<Tally>(tally, {
      apply: async (step) => {
        const { incarnation, partition, next } = step
        const progress = (await archive.progress(incarnation)).find((row) => row.partition === partition)
        const rows = (await archive.sum(incarnation, new Map([[partition, next]]))).rows.get(partition)
        if (next > 0 && (progress?.next !== next || progress.rows !== rows)) early.push({ step, progress, rows })
        return tally.apply(step)
      },
    })
    await Promise.all(Array.from({ length: 40 }, (_, at) => cast(`v${at % 30}`)))
    await append('poison', '{"v":1')
    await consume({ tally: watching })
    await settled()
    expect(early).toEqual([])
    expect(await total()).toBe(30)
    expect(await archive.counts()).toMatchObject({ votes: 30, duplicates: 10, unparsable: 1 })
  })

  it('rebuilds a tally that lost everything while nothing moves', async () => {
    const { cast, consume, until, total, tally } = await system()
    await Promise.all(Array.from({ length: 20 }, (_, at) => cast(`v${at}`)))
    await consume()
    await until(async () => (await total()) === 20)
    await tally.install('another', new Map(), new Map())
    expect(await total()).toBe(0)
    await until(async () => (await total()) === 20)
  })

  it('catches up a tally that went back in time while nothing moves', async () => {
    const { cast, consume, until, total, tally, archive } = await system()
    await Promise.all(Array.from({ length: 20 }, (_, at) => cast(`v${at}`)))
    await consume()
    await until(async () => (await total()) === 20)
    const incarnation = await archive.incarnation()
    const start = new Map(Array.from({ length: 12 }, (_, partition) => [partition, 0] as const))
    await tally.install(incarnation, start, new Map())
    await until(async () => (await total()) === 20)
  })

  it('buries a vote that the archive will never take, and counts the others', async () => {
    const { cast, consume, until, total, archive, deadLetters } = await system()
    const faulty = withFaults<VoteArchive>(archive, {
      insert: async (rows) => {
        const poison = [...rows.keys()].filter((place) => rows[place]?.record.name === 'Poison')
        if (poison.length > 0) throw new RowsRefused(poison)
        return archive.insert(rows)
      },
    })
    await Promise.all(['a', 'b', 'c'].map((id) => cast(id)))
    await cast('d', 'Poison')
    await consume({ archive: faulty })
    await until(async () => (await total()) === 3)
    await until(async () => (await deadLetters.all()).length === 1)
    expect((await archive.counts()).votes).toBe(3)
  })

  it('stops with a clear error when the log is another one than was counted from', async () => {
    const { cast, consume, until, total, archive, tally } = await system()
    await cast('a')
    const first = await consume()
    await until(async () => (await total()) === 1)
    await first.stop()
    const [progress] = (await archive.progress(await archive.incarnation())).filter(({ next }) => next > 0)
    if (!progress) throw new Error('no progress was noted')
    await archive.raiseProgress({ ...progress, next: progress.next + 5 })
    const second = await consume()
    expect((await second.failed).message).toContain('npm run topic -- new-incarnation')
    await second.stop()
    expect((await tally.read('default')).counters.total.get('')).toBe(1)
  })

  it('does no harm as one of two consumers that hold the same partitions', async () => {
    const { cast, consume, until, total } = await system()
    await Promise.all([consume(), consume()])
    await Promise.all(Array.from({ length: 100 }, (_, at) => cast(`v${at % 70}`)))
    await until(async () => (await total()) === 70)
    await sleep(1_500)
    expect(await total()).toBe(70)
  })
})
