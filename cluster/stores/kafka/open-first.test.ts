import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openFirst } from './open-first.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Candidates that the test opens and fails; what became of the losers. */
function candidatesOf(count: number) {
  const opening: PromiseWithResolvers<void>[] = []
  const losers: string[] = []
  const ending = new AbortController()
  const make = Array.from({ length: count }, (_, at) => () => {
    const open = Promise.withResolvers<void>()
    opening.push(open)
    return { name: String(at), open: () => open.promise }
  })
  const close = ({ name }: { name: string }, isSuspect: boolean) => losers.push(`${name}${isSuspect ? ' suspect' : ''}`)
  const first = openFirst(make, close, ending.signal)
  const result = first.then(
    ({ name }) => name,
    (error: Error) => error.message,
  )
  return { opening, losers, ending, result }
}

const credentials = () => Object.assign(new Error('wrong password'), { name: 'KafkaJSSASLAuthenticationError' })

describe('of several that can be opened', () => {
  it('the first is enough where it opens at once', async () => {
    const { opening, losers, result } = candidatesOf(3)
    opening[0]?.resolve()
    expect(await result).toBe('0')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(opening).toHaveLength(1)
    expect(losers).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('the next is tried at once after one that fails', async () => {
    const { opening, losers, result } = candidatesOf(3)
    opening[0]?.reject(new Error('refused'))
    await vi.advanceTimersByTimeAsync(0)
    opening[1]?.resolve()
    expect(await result).toBe('1')
    expect(losers).toEqual(['0 suspect'])
  })

  it('the next is tried beside one that is silent, which may still win', async () => {
    const { opening, losers, result } = candidatesOf(3)
    await vi.advanceTimersByTimeAsync(900)
    expect(opening).toHaveLength(3)
    opening[0]?.resolve()
    expect(await result).toBe('0')
    expect(losers).toEqual(['1 suspect', '2 suspect'])
  })

  it('the failure that no waiting repairs is reported, whichever came last', async () => {
    const { opening, losers, result } = candidatesOf(2)
    opening[0]?.reject(credentials())
    await vi.advanceTimersByTimeAsync(0)
    opening[1]?.reject(new Error('refused'))
    expect(await result).toBe('wrong password')
    expect(losers).toEqual(['0 suspect', '1 suspect'])
  })

  it('all are closed when the signal aborts, and what is known by then is reported', async () => {
    const silent = candidatesOf(2)
    silent.ending.abort()
    expect(await silent.result).toBe('Kafka did not answer in time')
    expect(silent.losers).toEqual(['0'])
    const failed = candidatesOf(2)
    failed.opening[0]?.reject(new Error('refused'))
    await vi.advanceTimersByTimeAsync(0)
    failed.ending.abort()
    expect(await failed.result).toBe('refused')
    expect(failed.losers).toEqual(['0 suspect', '1'])
    expect(vi.getTimerCount()).toBe(0)
  })
})
