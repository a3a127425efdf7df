import { describe, expect, it } from 'vitest'
import { FairShare } from './fair-share.ts'

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** Clients whose work ends when the test says so; `begun` is whose work began, in order. */
function setUp(atOnce: number, perClient: number) {
  const share = new FairShare({ atOnce, perClient })
  const begun: string[] = []
  const under = new Map<string, (() => void)[]>()
  const ask = (client: string) =>
    share.run(client, async () => {
      begun.push(client)
      await new Promise<void>((resolve) => under.set(client, [...(under.get(client) ?? []), resolve]))
      return client
    })
  const end = async (client: string) => {
    under.get(client)?.shift()?.()
    await nextTurn()
  }
  return { begun, ask, end, share }
}

describe('a fair share', () => {
  it('lets one client have its part and no more, however much it asks', async () => {
    const { begun, ask, end } = setUp(6, 3)
    const all = Array.from({ length: 10 }, () => ask('greedy'))
    await nextTurn()
    expect(begun).toEqual(['greedy', 'greedy', 'greedy'])
    const other = ask('other')
    await nextTurn()
    expect(begun).toHaveLength(4)
    for (let count = 0; count < 10; count += 1) await end('greedy')
    await end('other')
    expect(await other).toBe('other')
    expect(await Promise.all(all)).toHaveLength(10)
  })

  it('gives room that gets free to whoever has least', async () => {
    const { begun, ask, end } = setUp(4, 2)
    for (const client of ['a', 'a', 'a', 'b', 'b', 'b', 'c']) void ask(client)
    await nextTurn()
    expect(begun).toEqual(['a', 'a', 'b', 'b'])
    await end('a')
    expect(begun.at(-1)).toBe('c')
  })

  it('goes round among clients that have as much as each other', async () => {
    const { begun, ask, end } = setUp(1, 1)
    for (const client of ['a', 'a', 'a', 'b', 'b', 'c']) void ask(client)
    await nextTurn()
    for (let count = 0; count < 6; count += 1) await end(begun.at(-1) ?? '')
    expect(begun).toEqual(['a', 'a', 'b', 'c', 'a', 'b'])
  })

  it('lets those go who wait and whom nobody waits for any more', async () => {
    const { begun, ask, end, share } = setUp(1, 1)
    void ask('a')
    const gone = new AbortController()
    const waiting = share.run('b', async () => begun.push('b'), gone.signal)
    void ask('c')
    gone.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    await end('a')
    expect(begun).toEqual(['a', 'c'])
    await expect(share.run('d', async () => 1, gone.signal)).rejects.toThrow('gone')
  })

  it('goes on after work that failed', async () => {
    const { share } = setUp(1, 1)
    await expect(share.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await share.run('a', async () => 'fine')).toBe('fine')
  })
})
