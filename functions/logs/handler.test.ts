import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogPage } from '@aplauso/proto'
import { openArchive } from '@aplauso/stores/open'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FunctionServer, serveFunction } from '../http/index.ts'
import { sampleVote } from '../testing/sample-tally.ts'
import { logsHandler } from './handler.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-logs-'))
const votes = 30
let server: FunctionServer
let url: string

beforeAll(async () => {
  const archive = await openArchive({ APLAUSO_DATA: folder })
  for (let offset = 0; offset < votes; offset += 1) {
    const record = sampleVote({ id: `secret-id-${offset}`, year: 1970 + offset, voter: 'secret-voter' })
    const source = { incarnation: 'i1', partition: 0, offset }
    await archive.insert([{ key: `secret-key-${offset}`, source, digest: 'digest', record }])
  }
  await archive.reject([
    {
      source: { incarnation: 'i1', partition: 0, offset: votes },
      key: 'secret-key-0',
      reason: 'duplicate',
      value: JSON.stringify(sampleVote({ year: 2001, channel: 'grpc' })),
    },
  ])
  const handler = logsHandler({ archive, allowedOrigins: ['*'], complain: () => {} })
  server = await serveFunction('logs', handler, '127.0.0.1', 0)
  url = `http://127.0.0.1:${server.port}/v1/logs`
  return () => archive.close()
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const read = async (query: string) => (await (await fetch(url + query)).json()) as LogPage

describe('GET /v1/logs', () => {
  it('shows the last 20, newest first, duplicates marked', async () => {
    const { votes: lines, next } = await read('')
    expect(lines).toHaveLength(20)
    expect(next).toBeNull()
    expect(lines.slice(0, 3).map(({ year, status }) => [year, status])).toEqual([
      [2001, 'duplicate'],
      [1999, 'counted'],
      [1998, 'counted'],
    ])
  })

  it('shows of a vote what the contract names and no id, key or voter', async () => {
    const text = await (await fetch(`${url}?limit=500`)).text()
    expect(text).not.toMatch(/secret|digest/)
    const [line] = (JSON.parse(text) as LogPage).votes
    expect(Object.keys(line ?? {})).toEqual(['contest', 'name', 'album', 'year', 'rank', 'channel', 'at', 'status'])
  })

  it('keeps to the limit', async () => {
    expect((await read('?limit=1')).votes).toHaveLength(1)
    expect((await read('?limit=500')).votes).toHaveLength(votes + 1)
  })

  it('answers 422 naming the limit when it is none', async () => {
    const answer = await fetch(`${url}?limit=0`, { headers: { origin: 'https://anywhere.example' } })
    expect(answer.status).toBe(422)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(await answer.json()).toMatchObject({ code: 'invalid', errors: [{ field: 'limit', code: 'out_of_range' }] })
  })
})
