import { describe, expect, it } from 'vitest'
import { askLog } from './ask-log.ts'

const signal = new AbortController().signal
const answering = (status: number, body: unknown, headers = {}) =>
  askLog(
    'https://logs.example',
    {},
    async () => new Response(JSON.stringify(body), { status, headers }),
  )({ limit: 20 }, signal)

describe('the log API', () => {
  it('is asked with the filters, the limit and the cursor', async () => {
    const urls: string[] = []
    const ask = askLog('https://logs.example', { band: 'A&B' }, async (url) => {
      urls.push(url)
      return new Response('{"votes":[],"next":null,"newest":"c"}')
    })
    expect(await ask({ limit: 500, after: 'c' }, signal)).toMatchObject({ kind: 'page', page: { above: 'c' } })
    await ask({ limit: 100, cursor: 'd' }, signal)
    expect(urls).toEqual([
      'https://logs.example/v1/logs?band=A%26B&limit=500&after=c',
      'https://logs.example/v1/logs?band=A%26B&limit=100&cursor=d',
    ])
  })

  it('that does not know the cursor has another log', async () => {
    const errors = [{ field: 'after', code: 'format', message: 'after is of another log' }]
    expect(await answering(422, { code: 'invalid', errors })).toEqual({ kind: 'other_log' })
  })

  it('lists what is wrong with the filters', async () => {
    const errors = [{ field: 'year', code: 'out_of_range', message: 'year is out of range' }]
    expect(await answering(422, { code: 'invalid', errors })).toEqual({ kind: 'invalid', faults: errors })
  })

  it.each([
    ['a page of a captive portal', 200, 'Welcome', {}, 0],
    ['too many requests', 429, {}, { 'retry-after': '7' }, 7_000],
    ['no store', 503, {}, { 'retry-after': 'soon' }, 0],
    ['a refusal without faults', 422, {}, {}, 0],
  ])('fails with %s', async (_, status, body, headers, waitMs) => {
    expect(await answering(status, body, headers)).toEqual({ kind: 'failed', waitMs })
  })

  it('fails without a connection', async () => {
    const ask = askLog('https://logs.example', {}, () => Promise.reject(new TypeError('fetch failed')))
    expect(await ask({ limit: 20 }, signal)).toEqual({ kind: 'failed', waitMs: 0 })
  })
})
