import { expect, it } from 'vitest'
import { withDeadline } from './deadline.ts'

const never = () => new Promise<never>(() => {})

it('gives what the work gives in time, or throws what it throws', async () => {
  expect(await withDeadline(1_000, async () => 7)).toBe(7)
  await expect(withDeadline(1_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
})

it('aborts the signal when the time is over, and throws the same error', async () => {
  let signal: AbortSignal | undefined
  const failing = withDeadline(5, (given) => {
    signal = given
    return never()
  })
  const error = await failing.catch((each: unknown) => each)
  expect(error).toMatchObject({ message: 'no answer within 5 ms' })
  expect(signal?.reason).toBe(error)
})

it('throws an error of the caller’s own kind', async () => {
  await expect(withDeadline(5, never, (message) => new RangeError(message))).rejects.toThrow(RangeError)
})

it('lets work that reacts to the signal say what was wrong', async () => {
  const work = (signal: AbortSignal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('the broker is gone'))))
  await expect(withDeadline(5, work)).rejects.toThrow('the broker is gone')
})
