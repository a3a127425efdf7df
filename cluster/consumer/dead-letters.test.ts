import { createLogger } from '@aplauso/process'
import { type DeadLetters, StoreUnavailable } from '@aplauso/stores'
import { openArchive, openConsumer, openDeadLetters, openProducer, openTally } from '@aplauso/stores/from-environment'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../process/testing/temporary-folder.ts'
import { Consumer } from './consumer.ts'
import { voteEntry } from './testing/entry.ts'
import { settled } from './testing/settled.ts'

async function system() {
  const folder = temporaryFolder()
  const config = { APLAUSO_DATA: folder }
  const [producer, archive, tally, deadLetters, reader] = await Promise.all([
    openProducer(config),
    openArchive(config),
    openTally(config),
    openDeadLetters(config),
    openConsumer(config),
  ])
  onTestFinished(async () => {
    await Promise.all([producer.close(), archive.close(), tally.close(), deadLetters.close(), reader.stop()])
  })
  const error = vi.fn()
  const log = Object.assign(createLogger('consumer', 'silent'), { error })
  return {
    archive,
    tally,
    deadLetters,
    producer,
    error,
    settled: () => settled({ archive, tally, voteLog: reader }),
    total: async () => (await tally.read('default')).counters.total.get('') ?? 0,
    async consume(faults: { deadLetters?: DeadLetters } = {}) {
      const voteLog = await openConsumer(config)
      const consumer = new Consumer({ archive, tally, deadLetters, log, voteLog, ...faults })
      await consumer.start()
      onTestFinished(() => consumer.stop())
      return consumer
    },
  }
}

/** Records that cannot be taken for themselves. */
const strange = [
  { v: 2 },
  { kind: 'void' },
  { channel: 'sms' },
  { name: 'x'.repeat(310_000) },
  { album: '"'.repeat(310_000) },
  { more: 'x'.repeat(9_000) },
]

describe('a record that cannot be taken for itself', () => {
  it('is a dead letter with an error line, keeps back none of its partition, and can be read back whole', async () => {
    const { producer, consume, settled, total, archive, deadLetters, error } = await system()
    const letters = await Promise.all(strange.map((members, at) => voteEntry(`strange-${at}`, members)))
    for (const [at, letter] of letters.entries()) {
      expect(await producer.append(letter)).toBe('accepted')
      // The same key, so the same partition.
      expect(await producer.append({ key: letter.key, value: 'not JSON' })).toBe('accepted')
      expect(await producer.append(await voteEntry(`vote-${at}`))).toBe('accepted')
    }
    const consumer = await consume()
    await settled()
    expect(await total()).toBe(strange.length)
    expect(await archive.counts()).toEqual({ votes: 6, duplicates: 0, unparsable: 6, dead: 6 })
    const buried = await deadLetters.all()
    const texts = (entries: readonly { key: string; value: string }[]) =>
      entries.map(({ key, value }) => `${key} ${value}`).sort()
    expect(texts(buried)).toEqual(texts(letters))
    expect(error.mock.calls.map(([members]) => members.reason).sort()).toEqual(
      buried.map(({ reason }) => reason).sort(),
    )
    expect(consumer.stats).toMatchObject({ counted: 6, unparsable: 6, deadLetters: 6 })
  })

  it('is passed by the watermark only when its letter is durable', async () => {
    const { producer, consume, settled, total, archive, deadLetters, tally } = await system()
    const refusals = 3
    let refused = 0
    let passed = 0
    const failing: DeadLetters = {
      async bury(letters) {
        // Whoever goes on without waiting has moved the watermark after so many turns of the event loop.
        for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
        const [letter] = letters
        const watermark = (await tally.watermarks()).get(`1:${letter?.source.partition}`) ?? 0
        const progress = (await archive.progress('1')).find(({ partition }) => partition === letter?.source.partition)
        if (Math.max(watermark, progress?.next ?? 0) > (letter?.source.offset ?? 0)) passed += 1
        if (refused < refusals) {
          refused += 1
          throw new StoreUnavailable('votes.dead does not answer')
        }
        await deadLetters.bury(letters)
      },
      all: () => deadLetters.all(),
      close: async () => {},
    }
    const letter = await voteEntry('a', { v: 2 })
    expect(await producer.append(letter)).toBe('accepted')
    expect(await producer.append(await voteEntry('b'))).toBe('accepted')
    await consume({ deadLetters: failing })
    await settled()
    expect(await deadLetters.all()).toMatchObject([letter])
    expect([refused, passed, await total()]).toEqual([refusals, 0, 1])
    expect(await archive.counts()).toEqual({ votes: 1, duplicates: 0, unparsable: 0, dead: 1 })
  })

  it('is not judged again when the tally goes back and its partition is read once more', async () => {
    const { producer, consume, settled, total, archive, deadLetters, tally, error } = await system()
    expect(await producer.append(await voteEntry('a', { v: 2 }))).toBe('accepted')
    expect(await producer.append(await voteEntry('b'))).toBe('accepted')
    const first = await consume()
    await settled()
    await first.stop()
    const start = new Map(Array.from({ length: 12 }, (_, partition) => [partition, 0] as const))
    await tally.install(await archive.incarnation(), start, new Map())
    expect(await total()).toBe(0)
    await consume()
    await settled()
    expect([await total(), (await deadLetters.all()).length, error.mock.calls.length]).toEqual([1, 1, 1])
  })
})
