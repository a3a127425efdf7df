import { connect } from '@aplauso/ingest/client'
import type { LogPage, Results } from '@aplauso/proto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capturedOutput } from '../terminal/testing/captured-output.ts'
import { type OwnSystem, startOwnSystem } from './testing/own-system.ts'

const { output, lines } = capturedOutput()
let system: OwnSystem

beforeAll(async () => {
  system = await startOwnSystem(output)
}, 120_000)
afterAll(() => system?.stop(), 15_000)

async function bars(): Promise<Readonly<Record<string, number>>> {
  const response = await fetch(`${system.urls.results}/v1/results/default`)
  const { bands } = (await response.json()) as Results
  return Object.fromEntries(bands.map(({ name, votes }) => [name, votes]))
}

const vote = (name: string) => ({ name, album: 'La Trampa', year: '1989', rank: '9.5' })

test('a vote over the edge moves its bar within 2 seconds', async () => {
  const response = await fetch(`${system.urls.edge}/v1/votes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(vote('Over the edge')),
  })
  expect(response.status).toBe(202)
  await expect.poll(bars, { timeout: 2_000 }).toMatchObject({ 'Over the edge': 1 })
})

test('a vote over gRPC moves its bar within 2 seconds', async () => {
  const client = connect(system.urls.grpc)
  await client.castVote(vote('Over gRPC'))
  client.close()
  await expect.poll(bars, { timeout: 2_000 }).toMatchObject({ 'Over gRPC': 1 })
})

test('the vote log shows the last votes and their doors', async () => {
  const response = await fetch(`${system.urls.logs}/v1/logs?limit=5`)
  const { votes } = (await response.json()) as LogPage
  expect(votes.map(({ name, channel, status }) => ({ name, channel, status }))).toEqual([
    { name: 'Over gRPC', channel: 'grpc', status: 'counted' },
    { name: 'Over the edge', channel: 'edge', status: 'counted' },
  ])
})

test('the page is served, and may read the APIs in config.json', async () => {
  const page = await fetch(system.urls.dashboard)
  expect(page.status).toBe(200)
  const apis = (await (await fetch(`${system.urls.dashboard}/config.json`)).json()) as Readonly<Record<string, string>>
  for (const url of [`${apis.results}/v1/results/default`, `${apis.logs}/v1/logs`, `${apis.edge}/healthz`]) {
    const { headers } = await fetch(url, { headers: { origin: system.urls.dashboard } })
    expect(headers.get('access-control-allow-origin'), url).toBe(system.urls.dashboard)
  }
})

test('no process logged a warning or an error', () => {
  expect(lines.filter((line) => /warning|error/.test(line))).toEqual([])
})
