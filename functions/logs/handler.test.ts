import type { LogPage, Problem } from '@aplauso/proto'
import { StoreUnavailable, type VoteLogView } from '@aplauso/stores'
import { openArchive, openVoteLogView } from '@aplauso/stores/from-environment'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { type FunctionServer, serveFunction } from '../http/index.ts'
import { hostileQueries } from '../testing/hostile-queries.ts'
import { sampleVote } from '../testing/sample-tally.ts'
import { logsHandler } from './handler.ts'
import { cursorOf } from './query/cursor.ts'

const folder = temporaryFolder(afterAll)
const votes = 30
const exportKey = 'an-export-key-of-thirty-two-chars'
let server: FunctionServer
let url: string
/** the calls of the view, to see that some requests make none */
let calls = 0
let isDown = false

beforeAll(async () => {
  const archive = await openArchive({ APLAUSO_DATA: folder })
  const incarnation = await archive.incarnation()
  for (let offset = 0; offset < votes; offset += 1) {
    const record = sampleVote({ id: `secret-id-${offset}`, year: 1970 + offset, voter: 'secret-voter' })
    const source = { incarnation, partition: 0, offset }
    await archive.insert([{ key: `secret-key-${offset}`, source, digest: 'digest', record }])
  }
  await archive.reject([
    {
      source: { incarnation, partition: 0, offset: votes },
      key: 'secret-key-0',
      reason: 'duplicate',
      value: JSON.stringify(sampleVote({ year: 2001, channel: 'grpc' })),
    },
  ])
  const step = { incarnation, partition: 0, first: 0, next: votes + 1, lastKey: 'secret-key-0' }
  await archive.advanceProgress({ ...step, counted: Array.from({ length: votes }, (_, offset) => offset) })
  const view = await openVoteLogView({ APLAUSO_DATA: folder })
  const watched = new Proxy<VoteLogView>(view, {
    get(target, name) {
      const method = Reflect.get(target, name)
      return (...args: unknown[]) => {
        calls += 1
        if (isDown) return Promise.reject(new StoreUnavailable('down'))
        return Reflect.apply(method, target, args)
      }
    },
  })
  const handler = logsHandler({ view: watched, exportKey, allowedOrigins: ['*'], complain: () => {} })
  server = await serveFunction('logs', handler, '127.0.0.1', 0)
  url = `http://127.0.0.1:${server.port}/v1/logs`
  return async () => {
    await view.close()
    await archive.close()
  }
})
afterAll(() => server.stop())

const read = async (query: string) => (await (await fetch(url + query)).json()) as LogPage
const years = ({ votes: lines }: LogPage) => lines.map(({ year }) => year)

describe('GET /v1/logs', () => {
  it('shows the last 20, newest first, duplicates marked', async () => {
    const { votes: lines } = await read('')
    expect(lines).toHaveLength(20)
    expect(lines.slice(0, 3).map(({ year, status }) => [year, status])).toEqual([
      [2001, 'duplicate'],
      [1999, 'counted'],
      [1998, 'counted'],
    ])
  })

  it('shows of a vote what the contract names and no id, key or voter', async () => {
    const text = await (await fetch(`${url}?limit=500`)).text()
    const { votes: lines, newest, next } = JSON.parse(text) as LogPage
    const cursors = [newest, next].map((cursor) => Buffer.from(cursor ?? '', 'base64url').toString())
    expect(text + cursors).not.toMatch(/secret|digest/)
    expect(Object.keys(lines[0] ?? {})).toEqual(['contest', 'name', 'album', 'year', 'rank', 'channel', 'at', 'status'])
  })

  it('keeps to the limit, and goes back to the first vote by its cursor', async () => {
    const seen: number[] = []
    let query = '?limit=7'
    for (let pages = 0; pages < 5; pages += 1) {
      const page = await read(query)
      expect(page.votes.length).toBeLessThanOrEqual(7)
      seen.push(...years(page))
      query = `?limit=7&cursor=${page.next}`
      if (page.next === null) break
    }
    expect(seen).toEqual([2001, ...Array.from({ length: votes }, (_, at) => 1999 - at)])
    expect((await read('?limit=500')).next).toBeNull()
  })

  it('filters, and pages through what is left', async () => {
    const filter = 'rankMin=8.5&from=2020-01-01T00:00:00Z&channel=edge&status=counted&limit=20'
    const first = await read(`?${filter}`)
    const second = await read(`?${filter}&cursor=${first.next}`)
    expect([...years(first), ...years(second)]).toEqual(Array.from({ length: votes }, (_, at) => 1999 - at))
    expect(years(await read('?year=1975'))).toEqual([1975])
    expect(years(await read('?status=duplicate'))).toEqual([2001])
    expect(years(await read('?band=Nobody'))).toEqual([])
  })

  /** Longer ones are refused by the server itself: a request's head has 16 KiB. */
  const sendable = hostileQueries.filter(({ query }) => query.length < 15_000)
  it.each(sendable)(
    'refuses $shown with 422 as a problem document, and asks the store nothing',
    async ({ query, field, code }) => {
      calls = 0
      const authorization = `Bearer ${exportKey}`
      for (const address of [url, `${url}/export`]) {
        const format = address === url ? '' : 'format=csv&'
        const headers = { authorization, origin: 'https://anywhere.example' }
        const answer = await fetch(`${address}?${format}${query}`, { headers })
        expect(answer.status).toBe(422)
        expect(answer.headers.get('content-type')).toBe('application/problem+json')
        expect(answer.headers.get('access-control-allow-origin')).toBe('*')
        const text = await answer.text()
        expect(Buffer.byteLength(text)).toBeLessThan(2_048)
        const problem = JSON.parse(text) as Problem
        expect(problem.code).toBe('invalid')
        expect(problem.errors?.[0]?.message).toMatch(/./)
        if (address === url) expect(problem.errors?.[0]).toMatchObject({ field, code })
      }
      expect(calls).toBe(0)
    },
  )

  it('refuses a query beyond what a request may hold, and asks the store nothing', async () => {
    calls = 0
    expect((await fetch(`${url}?band=${'x'.repeat(100_000)}`)).status).toBe(413)
    expect(calls).toBe(0)
  })

  it('refuses a cursor of another log with 422', async () => {
    const strange = cursorOf({ incarnation: '999', positions: Array.from({ length: 12 }, () => 1) })
    for (const field of ['cursor', 'after']) {
      const answer = await fetch(`${url}?${field}=${strange}`)
      expect(answer.status).toBe(422)
      expect(await answer.json()).toMatchObject({ errors: [{ field, code: 'format' }] })
    }
  })

  it('takes a cursor beyond the log’s end for its end', async () => {
    const beyond = cursorOf({ incarnation: '1', positions: Array.from({ length: 12 }, () => Number.MAX_SAFE_INTEGER) })
    expect(years(await read(`?limit=1&cursor=${beyond}`))).toEqual([2001])
    expect(years(await read(`?after=${beyond}`))).toEqual([])
  })

  it('is ready while the store answers, 503 while it does not', async () => {
    const ready = new URL('/readyz', url)
    expect((await fetch(ready)).status).toBe(200)
    isDown = true
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    expect((await fetch(ready)).status).toBe(503)
    expect((await fetch(url)).status).toBe(503)
    expect((await fetch(new URL('/healthz', url))).status).toBe(200)
    isDown = false
  })
})
