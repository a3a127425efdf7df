import { setTimeout as pause } from 'node:timers/promises'
import type { StretchQuery } from '@aplauso/stores'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../../cluster/process/testing/until.ts'
import { serveFunction } from '../http/index.ts'
import { MemoryView } from '../testing/memory-view.ts'
import { logsHandler } from './handler.ts'

/** A log in which looking for one year takes until the test lets it go on. */
class SlowView extends MemoryView {
  readonly gate = Promise.withResolvers<void>()
  asked = 0
  running = 0
  mostRunning = 0

  override async rows(query: StretchQuery) {
    const { turn = (ask) => ask(), stretches, filter } = query
    await Promise.all(stretches.map(() => turn(() => this.#ask(filter.year === 1999))))
    return super.rows(query)
  }

  async #ask(isRare: boolean): Promise<void> {
    if (!isRare) return
    this.asked += 1
    this.running += 1
    this.mostRunning = Math.max(this.mostRunning, this.running)
    await this.gate.promise
    this.running -= 1
  }
}

const rare = 'year=1999'
let view: SlowView
let ask: (client: string, query: string, signal?: AbortSignal) => Promise<Response>

beforeEach(async () => {
  view = new SlowView('1')
  view.archive('1', 0, 0, 100, 2000)
  for (let partition = 0; partition < 12; partition += 1) view.decide('1', partition, 1)
  const complaints: unknown[] = []
  const handler = logsHandler({ view, allowedOrigins: [], complain: (error) => complaints.push(error) })
  const server = await serveFunction('logs', handler, '127.0.0.1', 0, { isDeployed: true })
  onTestFinished(async () => {
    view.gate.resolve()
    await server.stop()
    expect(complaints).toEqual([])
  })
  ask = (client, query, signal) =>
    fetch(`http://127.0.0.1:${server.port}/v1/logs?${query}`, {
      headers: { 'x-forwarded-for': `198.51.100.1, ${client}` },
      ...(signal ? { signal } : {}),
    })
})

describe('one client of the log', () => {
  it('does not take it from the others, whatever it looks for', async () => {
    const pages = Array.from({ length: 8 }, () => ask('203.0.113.1', rare))
    await until(() => view.running > 0)
    const others = await Promise.all(['203.0.113.2', '2001:db8::1', '203.0.113.2'].map((client) => ask(client, '')))
    for (const answer of others) expect(((await answer.json()) as { votes: unknown[] }).votes).toHaveLength(1)
    view.gate.resolve()
    for (const answer of await Promise.all(pages)) expect(answer.status).toBe(200)
    expect(view.mostRunning).toBe(3)
  })

  it('is refused more than eight pages at once, and only that client is', async () => {
    const pages = Array.from({ length: 8 }, () => ask('2001:db8:1:2::1', rare))
    await until(() => view.running > 0)
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('2001:db8:1:2::ffff', rare)))
    expect(answers.map(({ status }) => status)).toContain(429)
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after')).toBe('10')
    expect(await refused?.json()).toMatchObject({ code: 'rate_limited' })
    view.gate.resolve()
    await Promise.all(pages)
    expect((await ask('2001:db8:1:2::1', '')).status).toBe(200)
  })

  it('has nothing more asked for it once it has hung up', async () => {
    const gone = new AbortController()
    const page = ask('203.0.113.1', rare, gone.signal)
    await until(() => view.running === 3)
    gone.abort()
    await expect(page).rejects.toThrow()
    // The server learns of it a little later; a page of the same client, which waits for a turn, shows that it has.
    await pause(300)
    view.gate.resolve()
    expect((await ask('203.0.113.1', '')).status).toBe(200)
    expect(view.asked).toBe(3)
  })
})
