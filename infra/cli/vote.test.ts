import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fields, problem } from '@aplauso/proto'
import { expect, test } from 'vitest'
import { FakeProducer, startDoor } from '../../cluster/ingest/testing/door.ts'
import { serve } from '../../cluster/process/testing/serve.ts'
import { optionOf } from '../clients/vote/request.ts'

const good = ['--name', 'Alux Nahual', '--album', 'Alto al Fuego', '--year', '1987', '--rank', '1st']

/** Runs the command as a process of its own. */
function vote(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const file = join(import.meta.dirname, 'vote.ts')
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

/** An edge that gives every vote the same answer and records what it receives. */
async function edge(status: number, answer: object) {
  const got: { path: string | undefined; body: Record<string, unknown> }[] = []
  const url = await serve(async (request, response) => {
    got.push({ path: request.url, body: JSON.parse(await text(request)) })
    response.writeHead(status).end(JSON.stringify(answer))
  })
  return { got, url }
}

test('a vote over gRPC reaches the log, and the answer names its id', async () => {
  const producer = new FakeProducer()
  const { address } = await startDoor(producer)
  const run = await vote('--grpc', ...good, '--id', 'my-vote', '--voter', 'me', '--to', address)
  expect(run).toEqual({ code: 0, out: `Accepted by grpc at ${address}: id my-vote, contest default.\n`, err: '' })
  expect(producer.lastRecord).toMatchObject({ id: 'my-vote', name: 'Alux Nahual', rank: 1, channel: 'grpc' })
})

test('a refusal reports each field’s fault, also as JSON', async () => {
  const { address } = await startDoor(new FakeProducer())
  const run = await vote('--grpc', '--name', 'X', '--album', '', '--year', '87', '--rank', '1', '--to', address)
  expect(run.code).toBe(1)
  expect(run.out).toContain('  album must not be empty (empty)')
  expect(run.out).toContain('  year must be from 1900 to 2100 (out_of_range)')
  const json = await vote('--grpc', '--to', address, '--json')
  expect(JSON.parse(json.out)).toMatchObject({
    door: 'grpc',
    status: 'refused',
    code: 'invalid',
    errors: { length: 4 },
  })
})

test('a vote over the edge is one JSON vote, and its answer is printed alike', async () => {
  const { got, url } = await edge(202, { status: 'accepted', id: 'my-vote', contest: 'default' })
  const run = await vote('--edge', ...good, '--id', 'my-vote', '--cast-at', '2026-11-25T20:15:00Z', '--to', url)
  expect(run).toMatchObject({ code: 0, out: `Accepted by edge at ${url}: id my-vote, contest default.\n` })
  expect(got).toEqual([
    {
      path: '/v1/votes',
      body: {
        name: 'Alux Nahual',
        album: 'Alto al Fuego',
        year: '1987',
        rank: '1st',
        id: 'my-vote',
        castAt: '2026-11-25T20:15:00Z',
      },
    },
  ])
})

test('a vote that failed says how to send it again under the same id', async () => {
  const { got, url } = await edge(503, problem('unavailable', { id: 'x' }))
  const run = await vote('--edge', ...good, '--to', url)
  expect(run.code).toBe(1)
  expect(run.out).toContain('(unavailable)')
  expect(run.out).toContain(`--id ${got[0]?.body.id}`)
})

test('an unreachable door is named, with what to do', async () => {
  for (const args of [
    ['--edge', '--to', 'http://127.0.0.1:1'],
    ['--grpc', '--to', '127.0.0.1:1'],
  ]) {
    const run = await vote(...args, ...good)
    expect(run.code).toBe(1)
    expect(run.out).toMatch(
      /nothing answers at .*127\.0\.0\.1:1: connection refused\. Start the system with `npm start`/,
    )
  }
})

test('wrong usage ends with 2 and says why, --help with 0', async () => {
  const wrong = await vote('--edge', '--grpc', ...good)
  expect(wrong).toMatchObject({ code: 2, out: '' })
  expect(wrong.err).toBe('name one door: --edge or --grpc\nSee --help.\n')
  const help = await vote('--help')
  expect(help).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Exit code') })
  const options = [...help.out.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name)
  expect(options).toEqual(expect.arrayContaining(fields.map(optionOf)))
})
