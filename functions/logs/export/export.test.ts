import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable, type StretchQuery, type VoteLogView } from '@aplauso/stores'
import { openVoteLogView } from '@aplauso/stores/from-environment'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { type FunctionServer, serveFunction } from '../../http/index.ts'
import { fillArchive } from '../../testing/fill-archive.ts'
import { sampleVote } from '../../testing/sample-tally.ts'
import { logsHandler } from '../handler.ts'

const key = 'an-export-key-of-thirty-two-chars'
const folder = temporaryFolder(afterAll)
const rows = 12_000
const complaints: unknown[] = []
let view: VoteLogView
const servers: FunctionServer[] = []

beforeAll(async () => {
  await fillArchive(folder, rows)
  view = await openVoteLogView({ APLAUSO_DATA: folder })
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
  complaints.length = 0
})
afterAll(() => view.close())

async function serve(over: Partial<VoteLogView> = {}, exportKey: string | null = key): Promise<string> {
  const faulty: VoteLogView = {
    incarnations: () => view.incarnations(),
    horizon: (incarnation) => view.horizon(incarnation),
    rows: (query) => view.rows(query),
    close: async () => {},
    ...over,
  }
  const complain = (error: unknown) => complaints.push(error)
  const handler = logsHandler({ view: faulty, exportKey: exportKey ?? undefined, allowedOrigins: [], complain })
  const server = await serveFunction('logs', handler, '127.0.0.1', 0, { complain })
  servers.push(server)
  return `http://127.0.0.1:${server.port}/v1/logs/export`
}
const authorization = `Bearer ${key}`
const get = (url: string, init: RequestInit = {}) => fetch(url, { headers: { authorization }, ...init })

describe('GET /v1/logs/export', () => {
  it('does not exist without a key for it: 404 to whoever brings one', async () => {
    expect((await get(`${await serve({}, null)}?format=csv`)).status).toBe(404)
  })

  it.each([
    undefined,
    '',
    key,
    `Basic ${key}`,
    'Bearer',
    'Bearer wrong',
    `Bearer ${key}x`,
    `Bearer ${key.toUpperCase()}`,
  ])('answers 401 to the credentials %j, before it looks at the query', async (wrong) => {
    const url = await serve()
    const answer = await fetch(`${url}?nonsense`, { headers: wrong === undefined ? {} : { authorization: wrong } })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated' })
  })

  it.each([
    '',
    '?format=xml',
    '?format=csv&format=csv',
    '?format=csv&limit=1',
    '?format=csv&cursor=x',
    '?format=csv&year=x',
  ])('answers 422 to the query "%s"', async (query) => {
    expect((await get((await serve()) + query)).status).toBe(422)
  })

  it('gives every vote once as NDJSON, newest first, with what it is in headers', async () => {
    const answer = await get(`${await serve()}?format=ndjson`)
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="votes-\d{8}T\d{6}Z\.ndjson"$/)
    expect(Date.parse(answer.headers.get('aplauso-export-at') ?? '')).toBeGreaterThan(Date.now() - 60_000)
    expect(answer.headers.get('aplauso-export-cut')).toMatch(/^[\w-]+$/)
    expect(answer.headers.get('aplauso-export-query')).toBe('format=ndjson')
    const text = await answer.text()
    expect(text).not.toMatch(/secret|voter|digest|"id"/)
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { at: string; archivedAt: string })
    expect(lines).toHaveLength(rows)
    expect(new Set(lines.map(({ at }) => at)).size).toBe(rows)
    const times = lines.map(({ archivedAt }) => archivedAt)
    expect(times).toEqual(times.toSorted().reverse())
  })

  it('gives what a filter lets through as CSV', async () => {
    const bytes = await (await get(`${await serve()}?format=csv&year=1991`)).arrayBuffer()
    const text = Buffer.from(bytes).toString()
    const lines = text.trimEnd().split('\r\n')
    expect(lines[0]).toBe('\ufeffcontest,name,album,year,rank,channel,at,status,archivedAt')
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.slice(1).every((line) => line.includes(',1991,'))).toBe(true)
  })

  it('answers HEAD without reading a vote', async () => {
    let reads = 0
    const counting = (query: StretchQuery) => {
      reads += 1
      return view.rows(query)
    }
    const answer = await get(`${await serve({ rows: counting })}?format=csv`, { method: 'HEAD' })
    expect(answer.status).toBe(200)
    expect(reads).toBe(0)
  })

  it('reads no faster than it is taken, and stops when the client hangs up', async () => {
    let reads = 0
    const endless = async ({ stretches }: StretchQuery) => {
      reads += 1
      const { contest, name, album, year, rank, channel, at } = sampleVote()
      const vote = { contest, name, album, year, rank, channel, at, status: 'counted' } as const
      return stretches.map(({ partition, below, limit }) =>
        Array.from({ length: limit }, (_, back) => {
          const offset = below - 1 - back
          return { partition, offset, archivedAtMs: offset, vote }
        }),
      )
    }
    const horizon = async () => new Map(Array.from({ length: 12 }, (_, partition) => [partition, 1e9] as const))
    const leaving = new AbortController()
    const answer = await get(`${await serve({ rows: endless, horizon })}?format=ndjson`, { signal: leaving.signal })
    await answer.body?.getReader().read()
    const stands = async () => {
      for (let before = -1; before !== reads; await sleep(300)) before = reads
      return reads
    }
    const held = await stands()
    expect(held).toBeLessThan(1_000)
    leaving.abort()
    expect(await stands()).toBeLessThan(held + 20)
    expect(complaints).toEqual([])
  })

  it('cuts the connection where the store fails in the middle, so that nobody takes half a file for a whole one', async () => {
    let reads = 0
    const failing = (query: StretchQuery) => {
      reads += 1
      return reads > 5 ? Promise.reject(new StoreUnavailable('gone')) : view.rows(query)
    }
    const answer = await get(`${await serve({ rows: failing })}?format=ndjson`)
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
    expect(complaints).toHaveLength(1)
  })

  it('answers 429 beyond two at once, and takes the next once one is done', async () => {
    const url = `${await serve()}?format=ndjson`
    const first = await get(url)
    const leaving = new AbortController()
    await get(url, { signal: leaving.signal })
    const third = await get(url)
    expect(third.status).toBe(429)
    expect(third.headers.get('retry-after')).toMatch(/^\d+$/)
    await third.body?.cancel()
    leaving.abort()
    await first.text()
    await sleep(100)
    expect((await (await get(url)).text()).length).toBeGreaterThan(1_000)
  })
})
