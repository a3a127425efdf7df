import type { BandPage } from '@aplauso/proto'
import type { TallySnapshot } from '@aplauso/stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FunctionServer, serveFunction } from '../http/index.ts'
import { resultsHandler } from './handler.ts'

const watermarks = new Map(Array.from({ length: 12 }, (_, partition) => [`1:${partition}`, 1]))
/** 250 bands by votes, some with the same, and votes for names that the tally did not keep. */
const bands = new Map([
  ['', 999],
  ['Trébol', 5],
  ...Array.from({ length: 249 }, (_, at) => [`Banda ${at}`, 1_000 - Math.floor(at / 2)] as const),
])
const none = new Map<string, number>()
const snapshot: TallySnapshot = {
  watermarks,
  seen: watermarks,
  partitions: new Map([['1', 12]]),
  counters: { total: none, bands, albums: none, ranks: none, channels: none, pace: none },
}

let server: FunctionServer
let isRecounting = false
beforeAll(async () => {
  const read = async () => (isRecounting ? { ...snapshot, watermarks: none } : { ...snapshot })
  const tally = { read, summary: async () => ({ ...snapshot, totals: none }) }
  server = await serveFunction(
    'bands',
    resultsHandler({ tally, allowedOrigins: [], complain: () => {} }),
    '127.0.0.1',
    0,
  )
})
afterAll(() => server.stop())

async function ask(query: string) {
  const answer = await fetch(`http://127.0.0.1:${server.port}/v1/results/default/bands?${query}`)
  return { status: answer.status, page: (await answer.json()) as BandPage & { errors: { field: string }[] } }
}

describe('GET /v1/results/{contest}/bands', () => {
  it('pages through all bands, each once, with places', async () => {
    const all: BandPage['bands'][number][] = []
    for (let next: string | null = ''; next !== null; ) {
      const { page } = await ask(next === '' ? '' : `after=${next}`)
      expect(page.bands.length).toBeLessThanOrEqual(100)
      all.push(...page.bands)
      next = page.next
    }
    expect(all).toHaveLength(250)
    expect(new Set(all.map(({ name }) => name))).toEqual(new Set([...bands.keys()].filter((name) => name !== '')))
    expect(all.slice(0, 3).map(({ place }) => place)).toEqual([1, 1, 3])
    expect(all.at(-1)).toEqual({ place: 250, name: 'Trébol', votes: 5 })
    for (const { place, votes } of all) expect(place).toBe(1 + all.filter((one) => one.votes > votes).length)
  })

  it('finds a band by a part of its name, whatever its accents and case, with its place among all', async () => {
    expect((await ask('q=TREB')).page.bands).toEqual([{ place: 250, name: 'Trébol', votes: 5 }])
    expect((await ask('q=nobody')).page).toMatchObject({ bands: [], next: null })
    const { page } = await ask('q=banda')
    expect(page.bands).toHaveLength(100)
    expect((await ask(`q=banda&after=${page.next}`)).page.bands[0]?.place).toBe(101)
    expect((await ask('q=')).page.bands).toHaveLength(100)
  })

  it.each([
    ['after=x', 'after'],
    [`after=${Buffer.from('[1e0,"A"]').toString('base64url')}`, 'after'],
    [`after=${Buffer.from('null').toString('base64url')}`, 'after'],
    ['after=&after=', 'after'],
    ['q=a&q=b', 'q'],
    [`q=${'x'.repeat(121)}`, 'q'],
    ['q=%00', 'q'],
    ['limit=5', 'limit'],
  ])('refuses %s', async (query, field) => {
    const { status, page } = await ask(query)
    expect([status, page.errors[0]?.field]).toEqual([422, field])
  })

  it('lists nothing while it is recounting', async () => {
    isRecounting = true
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect((await ask('')).page).toEqual({ contest: 'default', state: 'recounting', bands: [], next: null })
    isRecounting = false
  })
})
