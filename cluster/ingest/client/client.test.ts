import { Metadata } from '@grpc/grpc-js'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../process/testing/until.ts'
import { FakeProducer, goodVote, startDoor } from '../testing/door.ts'
import { connect } from './client.ts'
import { toCallFault } from './fault.ts'

function client(address: string) {
  const made = connect(address, { retry: true })
  onTestFinished(() => made.close())
  return made
}

test('a client that retries sees no error while the instances stop and start one after the other', async () => {
  const producer = new FakeProducer()
  const first = await startDoor(producer)
  const second = await startDoor(producer)
  const retrying = client(`${first.address},${second.address}`)
  let running = true
  const accepted: string[] = []
  const casters = Array.from({ length: 8 }, async () => {
    while (running) accepted.push((await retrying.castVote(goodVote)).id)
  })
  const many = async (from = accepted.length) => until(() => accepted.length > from + 200)
  await many()
  await first.ingest.stop()
  await many()
  const [, port = ''] = first.address.split(':')
  const again = await startDoor(producer, { GRPC_PORT: port })
  await second.ingest.stop()
  await many()
  running = false
  await Promise.all(casters)
  expect(again.ingest.held.connections.size).toBeGreaterThan(0)
  const stored = new Set(producer.entries.map(({ value }) => JSON.parse(value).id))
  expect(accepted.filter((id) => !stored.has(id))).toEqual([])
}, 20_000)

test('a vote without id that is sent again keeps the one it was given before its first attempt', async () => {
  const producer = new FakeProducer()
  const keys: string[] = []
  producer.onAppend = ({ key }) => (keys.push(key) % 2 === 1 ? 'unavailable' : undefined)
  const { address } = await startDoor(producer)
  const retrying = client(address)
  const { id } = await retrying.castVote(goodVote)
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
  expect(keys[0]).toContain(id)
})

test('a client that does not retry reports the first failure', async () => {
  const producer = new FakeProducer()
  producer.onAppend = () => 'unavailable'
  const { client: plain } = await startDoor(producer)
  await expect(plain.castVote(goodVote)).rejects.toMatchObject({ code: 'unavailable' })
  expect(producer.asked).toBe(1)
})

test.each([
  ['Received message larger than max (2097152 vs 1048576)', 'too_large'],
  ['Received message that decompresses to a size larger than 1048576', 'too_large'],
  ['Attempted to send message with a size larger than 1048576', 'too_large'],
  ['Bandwidth exhausted or memory limit exceeded', 'unavailable'],
  ['', 'unavailable'],
])('RESOURCE_EXHAUSTED without the contract’s code, "%s", is %s', (details, code) => {
  const error = Object.assign(new Error(details), { code: 8, details, metadata: new Metadata() })
  expect(toCallFault(error).code).toBe(code)
})
