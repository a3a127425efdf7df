import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { LogBatch, LogHandler, LogRecord, VoteLogConsumer, VoteLogProducer } from '../ports/vote-log.ts'

/** A log for one test: any number of producers and consumers of the same log. */
export interface LogUnderTest {
  producer(): Promise<VoteLogProducer>
  consumer(): Promise<VoteLogConsumer>
}

/** How long a log may take to hand over what it holds. */
const patienceMs = 20_000

/** Collects what a consumer hands over. */
class Collector implements LogHandler {
  readonly batches: LogBatch[] = []
  readonly owned = new Set<number>()
  answer: (batch: LogBatch) => number | Promise<number> = (batch) => batch.next

  assigned(partitions: readonly number[]): void {
    for (const partition of partitions) this.owned.add(partition)
  }

  async batch(batch: LogBatch): Promise<number> {
    this.batches.push(batch)
    return this.answer(batch)
  }

  get records(): LogRecord[] {
    return this.batches.flatMap(({ records }) => records)
  }

  async until(done: () => boolean): Promise<void> {
    const deadline = Date.now() + patienceMs
    while (!done()) {
      if (Date.now() > deadline) throw new Error(`not seen in time; ${this.records.length} records were`)
      await sleep(10)
    }
  }
}

/** What every log must do. `open` gives one that is empty. */
export function logContract(name: string, open: () => Promise<LogUnderTest>): void {
  async function started(log: LogUnderTest, collector = new Collector()) {
    const consumer = await log.consumer()
    onTestFinished(() => consumer.stop())
    await consumer.start(collector)
    return { consumer, collector }
  }
  async function producing(log: LogUnderTest) {
    const producer = await log.producer()
    onTestFinished(() => producer.close())
    return producer
  }
  const entries = (count: number) => Array.from({ length: count }, (_, at) => ({ key: `k${at}`, value: `v${at}` }))

  describe(`${name} as a vote log`, { timeout: 60_000 }, () => {
    it('hands over every record that was acknowledged, in its partition’s order', async () => {
      const log = await open()
      const producer = await producing(log)
      expect(new Set(await Promise.all(entries(200).map((entry) => producer.append(entry))))).toEqual(
        new Set(['accepted']),
      )
      const { collector } = await started(log)
      // A log may hold a record twice: a producer that was not answered writes it again.
      const seen = () => new Set(collector.records.map(({ key, value }) => `${key}=${value}`))
      await collector.until(() => seen().size >= 200)
      expect([...seen()].sort()).toEqual(
        entries(200)
          .map(({ key, value }) => `${key}=${value}`)
          .sort(),
      )
      for (const { first, next, records } of collector.batches) {
        expect(records.map(({ offset }) => offset)).toEqual(records.map(({ offset }) => offset).sort((a, b) => a - b))
        expect(first).toBeLessThanOrEqual(records[0]?.offset ?? 0)
        expect(next).toBe((records.at(-1)?.offset ?? 0) + 1)
      }
      expect(collector.owned.size).toBe(await (await log.consumer()).partitions())
    })

    it('keeps the records of one key in one partition, in order', async () => {
      const log = await open()
      const producer = await producing(log)
      for (const value of ['1', '2', '3']) expect(await producer.append({ key: 'same', value })).toBe('accepted')
      const { collector } = await started(log)
      await collector.until(() => collector.records.length >= 3)
      expect(new Set(collector.batches.map(({ partition }) => partition)).size).toBe(1)
      expect(collector.records.map(({ value }) => value)).toEqual(['1', '2', '3'])
    })

    it('carries text beyond ASCII and the key’s separator unharmed', async () => {
      const log = await open()
      const producer = await producing(log)
      expect(await producer.append({ key: 'u\u001fdefault\u001fid', value: '{"name":"Trébol 🎸"}' })).toBe('accepted')
      const { collector } = await started(log)
      await collector.until(() => collector.records.length >= 1)
      expect(collector.records[0]).toMatchObject({ key: 'u\u001fdefault\u001fid', value: '{"name":"Trébol 🎸"}' })
    })

    it('carries where a redriven record comes from, and nothing of that with others', async () => {
      const log = await open()
      const producer = await producing(log)
      const redriven = {
        origin: { incarnation: '1', partition: 3, offset: 17 },
        letter: { incarnation: '2', partition: 11, offset: 2 ** 52 },
      }
      expect(await producer.append({ key: 'a', value: '1', redriven })).toBe('accepted')
      expect(await producer.append({ key: 'a', value: '2' })).toBe('accepted')
      const { consumer, collector } = await started(log)
      await collector.until(() => collector.records.length >= 2)
      const [first, second] = collector.records
      expect(first).toEqual({ offset: first?.offset, key: 'a', value: '1', redriven })
      expect(second).toEqual({ offset: second?.offset, key: 'a', value: '2' })
      expect(await consumer.recordAt(collector.batches[0]?.partition ?? 0, first?.offset ?? 0)).toEqual(first)
    })

    it('hands over new records while it runs', async () => {
      const log = await open()
      const producer = await producing(log)
      const { collector } = await started(log)
      expect(await producer.append({ key: 'a', value: '1' })).toBe('accepted')
      await collector.until(() => collector.records.length === 1)
      expect(await producer.append({ key: 'a', value: '2' })).toBe('accepted')
      await collector.until(() => collector.records.length === 2)
    })

    it('reads the same position again when the handler fails', async () => {
      const log = await open()
      const producer = await producing(log)
      expect(await producer.append({ key: 'a', value: '1' })).toBe('accepted')
      const failing = new Collector()
      failing.answer = (batch) => {
        if (failing.batches.length < 3) throw new Error('not decided')
        return batch.next
      }
      const { collector } = await started(log, failing)
      await collector.until(() => collector.batches.length >= 3)
      expect(new Set(collector.batches.map(({ first }) => first)).size).toBe(1)
      expect(await producer.append({ key: 'a', value: '2' })).toBe('accepted')
      await collector.until(() => collector.records.some(({ value }) => value === '2'))
    })

    it('goes where the handler says', async () => {
      const log = await open()
      const producer = await producing(log)
      for (const value of ['1', '2', '3']) expect(await producer.append({ key: 'a', value })).toBe('accepted')
      const again = new Collector()
      let turned = false
      again.answer = (batch) => {
        if (turned) return batch.next
        turned = true
        return batch.first
      }
      const { collector } = await started(log, again)
      await collector.until(
        () => collector.records.filter(({ value }) => value === '3').length >= 1 && collector.batches.length >= 2,
      )
      expect(collector.batches[1]?.first).toBe(collector.batches[0]?.first)
    })

    it('goes where it is sent between batches', async () => {
      const log = await open()
      const producer = await producing(log)
      for (const value of ['1', '2', '3']) expect(await producer.append({ key: 'a', value })).toBe('accepted')
      const { consumer, collector } = await started(log)
      await collector.until(() => collector.records.some(({ value }) => value === '3'))
      const partition = collector.batches[0]?.partition ?? 0
      const [, second] = collector.records
      const seen = collector.batches.length
      consumer.seek(partition, second?.offset ?? 0)
      await collector.until(() => collector.batches.length > seen)
      expect(collector.batches[seen]).toMatchObject({ partition, first: second?.offset })
      expect(collector.batches[seen]?.records[0]?.value).toBe('2')
    })

    it('begins at the committed position after a restart', async () => {
      const log = await open()
      const producer = await producing(log)
      expect(await producer.append({ key: 'a', value: '1' })).toBe('accepted')
      const { consumer, collector } = await started(log)
      await collector.until(() => collector.records.length === 1)
      const { partition = 0, next = 0 } = collector.batches[0] ?? {}
      await consumer.commit(partition, next)
      await consumer.stop()
      expect(await producer.append({ key: 'a', value: '2' })).toBe('accepted')
      const { collector: second } = await started(log)
      await second.until(() => second.records.length >= 1)
      expect(second.records.map(({ value }) => value)).toEqual(['2'])
    })

    it('reports its bounds, and single records', async () => {
      const log = await open()
      const producer = await producing(log)
      for (const value of ['1', '2']) expect(await producer.append({ key: 'a', value })).toBe('accepted')
      const { consumer, collector } = await started(log)
      await collector.until(() => collector.records.length === 2)
      const partition = collector.batches[0]?.partition ?? 0
      expect(await consumer.bounds(partition)).toEqual({ start: 0, end: 2 })
      expect(await consumer.recordAt(partition, 1)).toEqual({ offset: 1, key: 'a', value: '2' })
      expect(await consumer.recordAt(partition, 2)).toBeUndefined()
    })

    it('knows whether it holds records at or behind a position', async () => {
      const log = await open()
      const producer = await producing(log)
      for (const value of ['1', '2']) expect(await producer.append({ key: 'a', value })).toBe('accepted')
      const { consumer, collector } = await started(log)
      await collector.until(() => collector.records.length === 2)
      const partition = collector.batches[0]?.partition ?? 0
      expect(await consumer.hasRecords(partition, 0)).toBe(true)
      expect(await consumer.hasRecords(partition, 1)).toBe(true)
      expect(await consumer.hasRecords(partition, 2)).toBe(false)
    })

    it('finishes the batch in hand before it stops', async () => {
      const log = await open()
      const producer = await producing(log)
      expect(await producer.append({ key: 'a', value: '1' })).toBe('accepted')
      const slow = new Collector()
      let finished = false
      slow.answer = async (batch) => {
        await sleep(300)
        finished = true
        return batch.next
      }
      const { consumer, collector } = await started(log, slow)
      await collector.until(() => collector.batches.length === 1)
      await consumer.stop()
      expect(finished).toBe(true)
    })
  })
}
