import { StoreUnavailable } from '@aplauso/stores'
import { openTally } from '@aplauso/stores/from-environment'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { type FunctionServer, serveFunction } from '../http/index.ts'
import { countVotes, sampleVote } from '../testing/sample-tally.ts'
import { freshMs } from './cached-tally.ts'
import { type ResultsOptions, resultsHandler } from './handler.ts'

const page = 'http://127.0.0.1:8000'
const complaints: unknown[] = []
beforeEach(() => {
  complaints.length = 0
})

async function serve(tally: ResultsOptions['tally']): Promise<string> {
  const handler = resultsHandler({ tally, allowedOrigins: [page], complain: (error) => complaints.push(error) })
  const server: FunctionServer = await serveFunction('results', handler, '127.0.0.1', 0)
  onTestFinished(() => server.stop())
  return `http://127.0.0.1:${server.port}`
}

async function serveVotes(votes: Parameters<typeof countVotes>[1], partitions?: ReadonlyMap<number, number>) {
  const folder = temporaryFolder()
  await countVotes(folder, votes, partitions)
  const tally = await openTally({ APLAUSO_DATA: folder })
  onTestFinished(() => tally.close())
  return { folder, url: await serve(tally) }
}

describe('GET /v1/results/{contest}', () => {
  it('shows what the tally holds, with age, validators and CORS headers', async () => {
    const { url } = await serveVotes([sampleVote(), sampleVote({ name: 'Otra', channel: 'grpc' }), sampleVote()])
    const answer = await fetch(`${url}/v1/results/default`, { headers: { origin: page } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=1')
    expect(answer.headers.get('access-control-allow-origin')).toBe(page)
    expect(answer.headers.get('access-control-expose-headers')).toContain('Aplauso-Age-Ms')
    expect(answer.headers.get('vary')).toBe('Origin, Accept-Encoding')
    const body = (await answer.json()) as { ageMs: number }
    expect(Number(answer.headers.get('aplauso-age-ms'))).toBe(body.ageMs)
    expect(body).toMatchObject({
      state: 'open',
      total: 3,
      bands: [
        { name: 'Alux Nahual', votes: 2 },
        { name: 'Otra', votes: 1 },
      ],
      channels: { edge: 2, grpc: 1 },
    })
  })

  it('answers 304 with the age while nothing changed, and 200 once a vote was counted', async () => {
    const { url, folder } = await serveVotes([sampleVote()])
    const first = await fetch(`${url}/v1/results/default`)
    const headers = { 'if-none-match': first.headers.get('etag') ?? '', origin: page }
    const second = await fetch(`${url}/v1/results/default`, { headers })
    expect(second.status).toBe(304)
    expect(await second.text()).toBe('')
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
    expect(Number(second.headers.get('aplauso-age-ms'))).toBeGreaterThanOrEqual(0)
    expect(second.headers.get('access-control-allow-origin')).toBe(page)
    expect(second.headers.get('access-control-expose-headers')).toContain('Aplauso-Age-Ms')

    await countVotes(folder, [sampleVote(), sampleVote()])
    await new Promise((resolve) => setTimeout(resolve, freshMs))
    const third = await fetch(`${url}/v1/results/default`, { headers })
    expect(third.status).toBe(200)
    expect(third.headers.get('etag')).not.toBe(first.headers.get('etag'))
  })

  it('comes encoded to whoever accepts that, with a tag of its own, and unchanged under that tag alone', async () => {
    const { url } = await serveVotes([sampleVote()])
    const ask = async (headers: Record<string, string>) => {
      const answer = await fetch(`${url}/v1/results/default`, { headers })
      return { status: answer.status, headers: answer.headers, body: await answer.text() }
    }
    const plain = await ask({ 'accept-encoding': 'identity' })
    const gzip = await ask({ 'accept-encoding': 'gzip' })
    const brotli = await ask({ 'accept-encoding': 'br, gzip' })
    expect([plain, gzip, brotli].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip', 'br'])
    expect(JSON.parse(gzip.body)).toEqual(JSON.parse(plain.body))
    expect(JSON.parse(brotli.body)).toEqual(JSON.parse(plain.body))
    const tags = [plain, gzip, brotli].map(({ headers }) => headers.get('etag') ?? '')
    expect(new Set(tags).size).toBe(3)
    const [, tag = ''] = tags
    expect((await ask({ 'accept-encoding': 'gzip', 'if-none-match': tag })).status).toBe(304)
    const other = await ask({ 'accept-encoding': 'br', 'if-none-match': tag })
    expect([other.status, other.headers.get('vary')]).toEqual([200, 'Origin, Accept-Encoding'])
  })

  it('answers the default contest without votes with 0', async () => {
    const { url } = await serveVotes([])
    expect(await (await fetch(`${url}/v1/results/default`)).json()).toMatchObject({
      state: 'open',
      total: 0,
      bands: [],
    })
  })

  it('says recounting and an unknown age while a watermark is absent', async () => {
    const { url } = await serveVotes([sampleVote()], new Map([[1, 1]]))
    const answer = await fetch(`${url}/v1/results/default`)
    expect(answer.headers.get('aplauso-age-ms')).toBe('unknown')
    expect(await answer.json()).toMatchObject({ state: 'recounting', total: null, asOf: null, bands: [] })
  })

  it.each(['nobody', 'UPPER', '-', '%00', '%2F', 'x'.repeat(5_000), 'd%C3%A9fault', '__proto__'])(
    'answers 404 unknown_contest to %s',
    async (contest) => {
      const { url } = await serveVotes([sampleVote()])
      const answer = await fetch(`${url}/v1/results/${contest}`)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(await answer.json()).toMatchObject({ code: 'unknown_contest', status: 404 })
    },
  )

  it('answers 503 with Retry-After while the store is down, and complains', async () => {
    const down = () => Promise.reject(new StoreUnavailable('gone'))
    const url = await serve({ read: down, summary: down })
    for (const path of ['/v1/results/default', '/v1/results']) {
      const answer = await fetch(url + path, { headers: { origin: page } })
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('2')
      expect(answer.headers.get('access-control-allow-origin')).toBe(page)
      expect(await answer.json()).toMatchObject({ code: 'unavailable' })
    }
    expect(complaints).toHaveLength(2)
  })

  it('answers 500 without a word of the cause when something unforeseen is thrown', async () => {
    const broken = () => Promise.reject(new Error('secret of the machine'))
    const url = await serve({ read: broken, summary: broken })
    const answer = await fetch(`${url}/v1/results/default`)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('secret')
  })
})

describe('GET /v1/results', () => {
  it('lists the default contest and all that have votes', async () => {
    const { url } = await serveVotes([sampleVote(), sampleVote({ contest: 'final' })])
    const answer = await fetch(`${url}/v1/results`)
    expect(await answer.json()).toEqual({
      contests: [
        { contest: 'default', state: 'open', total: 1 },
        { contest: 'final', state: 'open', total: 1 },
      ],
    })
    expect(Number(answer.headers.get('aplauso-age-ms'))).toBeGreaterThanOrEqual(0)
    const again = await fetch(`${url}/v1/results`, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  })
})
