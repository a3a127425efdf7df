import {
  type MongoClient,
  MongoNetworkError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  type TopologyDescription,
} from 'mongodb'
import { expect, it, onTestFinished, vi } from 'vitest'
import { StoreUnavailable } from '../ports/errors.ts'
import { LastingClient } from './lasting-client.ts'

const lost = () => new MongoServerSelectionError('the server is not found', {} as TopologyDescription)
const renewAfterMs = 20
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Clients are distinguished by the number that questions are asked of. */
function clients(options = {}) {
  const closed: number[] = []
  let made = 0
  const lasting = new LastingClient(
    () => {
      made += 1
      const number = made
      return { number, close: async () => closed.push(number) } as unknown as MongoClient
    },
    (client) => (client as unknown as { readonly number: number }).number,
    { renewAfterMs, ...options },
  )
  return { lasting, closed }
}

it('a client that does not find its server for a while is replaced and closed', async () => {
  const { lasting, closed } = clients()
  const fail = () => lasting.ask(() => Promise.reject(lost()))
  await expect(fail()).rejects.toThrow(StoreUnavailable)
  expect(await lasting.ask(async (number) => number)).toBe(1)
  await expect(fail()).rejects.toThrow('the server is not found')
  await pause(renewAfterMs * 2)
  await expect(fail()).rejects.toThrow(StoreUnavailable)
  expect(await lasting.ask(async (number) => number)).toBe(2)
  expect(closed).toEqual([1])
})

it('a failure in between that says nothing of the server replaces no client', async () => {
  const { lasting } = clients()
  await expect(lasting.ask(() => Promise.reject(new MongoNetworkError('reset')))).rejects.toThrow(StoreUnavailable)
  await pause(renewAfterMs * 2)
  await expect(lasting.ask(() => Promise.reject(new MongoNetworkError('reset')))).rejects.toThrow(StoreUnavailable)
  expect(await lasting.ask(async (number) => number)).toBe(1)
})

it('a client whose first attempt failed is replaced at once', async () => {
  const { lasting } = clients({ renewAfterMs: 60_000 })
  const fail = () => lasting.ask(() => Promise.reject(new MongoTopologyClosedError('Topology is closed')))
  await expect(fail()).rejects.toThrow(StoreUnavailable)
  expect(await lasting.ask(async (number) => number)).toBe(2)
})

it('a question without end has one', async () => {
  const { lasting } = clients({ deadlineMs: 30 })
  await expect(lasting.ask(() => new Promise(() => {}))).rejects.toThrow('no answer within 30 ms')
})

it('a cursor that hangs in the middle has an end too, and what it gave before is there', async () => {
  const { lasting } = clients({ deadlineMs: 30 })
  const read: number[] = []
  const reading = (async () => {
    const rows = lasting.read(async function* () {
      yield 7
      await new Promise(() => {})
    })
    for await (const row of rows) read.push(row)
  })()
  await expect(reading).rejects.toThrow(StoreUnavailable)
  expect(read).toEqual([7])
})

it('once closed, no new client is made', async () => {
  const close = vi.fn(async () => {})
  const make = vi.fn(() => ({ close }) as unknown as MongoClient)
  const lasting = new LastingClient(make, () => 0, { renewAfterMs: 0 })
  onTestFinished(() => lasting.close())
  await lasting.close()
  for (let attempt = 0; attempt < 3; attempt += 1)
    await expect(lasting.ask(() => Promise.reject(lost()))).rejects.toThrow(StoreUnavailable)
  expect(make).toHaveBeenCalledOnce()
})
