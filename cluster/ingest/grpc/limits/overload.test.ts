import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../../process/testing/until.ts'
import { FakeProducer, goodVote, startDoor } from '../../testing/door.ts'

const perTick = 100
const tickMs = 50
const queueLimit = 500
const batch = Array.from({ length: 20 }, () => goodVote)

/** A log that stores so many votes a second and no more, with a bounded queue. */
function slowLog(): FakeProducer {
  const queue: (() => void)[] = []
  const timer = setInterval(() => {
    for (const store of queue.splice(0, perTick)) store()
  }, tickMs)
  onTestFinished(() => clearInterval(timer))
  const producer = new FakeProducer()
  producer.onAppend = () => {
    if (queue.length >= queueLimit) return 'full'
    return new Promise<void>((resolve) => queue.push(resolve))
  }
  return producer
}

function medianMs(answers: readonly { readonly tookMs: number }[]): number {
  const sorted = answers.map(({ tookMs }) => tookMs).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

test('at five times what the log takes, what it takes comes through, the rest is refused at once, and then all is well', async () => {
  const producer = slowLog()
  const { client, ingest } = await startDoor(producer)
  const answers: { readonly status: string; readonly tookMs: number }[] = []
  const cast = async () => {
    const startedMs = performance.now()
    const outcomes = await client.castVotes(batch)
    const tookMs = performance.now() - startedMs
    for (const outcome of outcomes) {
      answers.push({ status: outcome.status === 'failed' ? outcome.code : outcome.status, tookMs })
    }
  }
  const ticks = 40
  const calls: Promise<void>[] = []
  for (let tick = 0; tick < ticks; tick += 1) {
    for (let call = 0; call < (5 * perTick) / batch.length; call += 1) calls.push(cast())
    await sleep(tickMs)
  }
  await Promise.all(calls)
  const accepted = answers.filter(({ status }) => status === 'accepted')
  const full = answers.filter(({ status }) => status === 'full')
  expect(accepted.length + full.length).toBe(answers.length)
  expect(accepted.length).toBeGreaterThan(0.8 * ticks * perTick)
  expect(full.length).toBeGreaterThan(2 * accepted.length)
  expect(producer.entries).toHaveLength(accepted.length)
  expect(medianMs(full)).toBeLessThan(medianMs(accepted))
  await until(() => ingest.held.messages.pendingBytes === 0 && ingest.held.open.size === 0)
  const before = answers.length
  await cast()
  expect(answers.slice(before).every(({ status }) => status === 'accepted')).toBe(true)
}, 30_000)
