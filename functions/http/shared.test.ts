import { describe, expect, it } from 'vitest'
import { shared } from './shared.ts'

function setUp() {
  const clock = { ms: 0 }
  const calls: PromiseWithResolvers<number>[] = []
  const ask = shared(
    1_000,
    () => {
      const call = Promise.withResolvers<number>()
      calls.push(call)
      return call.promise
    },
    () => clock.ms,
  )
  return { clock, calls, ask }
}

describe('shared work', () => {
  it('is done once for all who ask while it is under way, however long that takes', async () => {
    const { clock, calls, ask } = setUp()
    const all = [ask(), ask()]
    clock.ms = 5_000
    all.push(ask())
    calls[0]?.resolve(1)
    expect(await Promise.all(all)).toEqual([1, 1, 1])
    expect(calls).toHaveLength(1)
  })

  it('is kept for its time, counted from when it began, and then done anew', async () => {
    const { clock, calls, ask } = setUp()
    const first = ask()
    clock.ms = 400
    calls[0]?.resolve(1)
    await first
    clock.ms = 999
    expect(await ask()).toBe(1)
    clock.ms = 1_000
    void ask()
    expect(calls).toHaveLength(2)
  })

  it('rejects for those who wait with the failure, and does not keep it', async () => {
    const { calls, ask } = setUp()
    const failing = [ask(), ask()]
    calls[0]?.reject(new Error('down'))
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const next = ask()
    calls[1]?.resolve(2)
    expect(await next).toBe(2)
  })
})
