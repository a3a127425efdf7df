import { expect, it } from 'vitest'
import { totalBefore, waitUntilCounted } from './counting.ts'

const { signal } = new AbortController()

/** Returns one total after the other, the last one repeatedly. */
function totals(...values: (number | null)[]) {
  return async () => (values.length > 1 ? values.shift() : values[0]) ?? null
}
const expectation = { before: 100, accepted: 10, patienceMs: 300, quietMs: 150 }
const wait = (...values: (number | null)[]) =>
  waitUntilCounted(totals(...values), { ...expectation, lastAcceptedMs: performance.now() }, signal)

it('counts the votes since the start, and measures how long the last one took', async () => {
  const { counted, settledMs } = await wait(104, 109, 110)
  expect(counted).toBe(10)
  expect(settledMs).toBeGreaterThan(150)
})

it('sees a vote that is counted twice after the total was reached', async () => {
  expect((await wait(110, 111)).counted).toBe(11)
})

it('gives up if the total stops below what was accepted', async () => {
  expect(await wait(105, 109)).toEqual({ counted: 9, settledMs: null })
})

it('votes that are being recounted are not counted yet', async () => {
  expect(await wait(null)).toEqual({ counted: null, settledMs: null })
  expect((await wait(null, 110)).counted).toBe(10)
})

it('a results API that does not answer for a while is asked again', async () => {
  let reads = 0
  const read = async () => {
    reads += 1
    if (reads < 2) throw new Error('the results API answered 503')
    return 110
  }
  const { counted } = await waitUntilCounted(read, { ...expectation, lastAcceptedMs: performance.now() }, signal)
  expect(counted).toBe(10)
})

it('ends even if other callers keep voting', async () => {
  let total = 110
  const { counted } = await waitUntilCounted(
    async () => {
      total += 1
      return total
    },
    { ...expectation, lastAcceptedMs: performance.now() },
    signal,
  )
  expect(counted).toBeGreaterThan(10)
})

it('a load starts only once there is a total', async () => {
  expect(await totalBefore(totals(null, 7), 1_000, signal)).toBe(7)
  await expect(totalBefore(totals(null), 150, signal)).rejects.toThrow('being recounted')
})
