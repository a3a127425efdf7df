import { expect, it, onTestFinished } from 'vitest'
import { KafkaReader } from './reader.ts'
import { StandInCluster } from './testing/stand-in-cluster.ts'

it.each([1, 2, 3])('answers through the others while broker %i is frozen', { timeout: 6_000 }, async (frozen) => {
  const cluster = await StandInCluster.start()
  cluster.freeze(frozen)
  const readers = Array.from({ length: 6 }, () => new KafkaReader(cluster.connection, 'votes', 'aplauso-test'))
  onTestFinished(async () => void (await Promise.all(readers.map((reader) => reader.close()))))
  expect(await Promise.all(readers.map((reader) => reader.partitions()))).toEqual(Array(6).fill(12))
})

it('answers through another broker once the one in use freezes', { timeout: 8_000 }, async () => {
  const cluster = await StandInCluster.start()
  const reader = new KafkaReader(cluster.connection, 'votes', 'aplauso-test')
  onTestFinished(() => reader.close())
  await reader.partitions()
  const [used] = [...cluster.brokers].find(([, { open }]) => open > 0) ?? []
  if (used !== undefined) cluster.freeze(used)
  expect(await reader.partitions()).toBe(12)
})
