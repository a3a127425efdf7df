import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { decodeAnswer } from '../boundary/answer.ts'
import { type Call, encodeCall } from '../boundary/call.ts'
import { buildEdge, bundleWorker, places } from '../build/index.ts'
import { loadComponent } from './load-component.ts'

// Within the edge's folder, so that packages are found from there.
const copy = join(places.edge, 'dist', `without-route-${process.pid}`)

afterAll(() => rmSync(copy, { recursive: true, force: true }))

const body = '{"name":"Alux Nahual","album":"Alto al Fuego","year":1987,"rank":1}'
const vote: Call = {
  method: 'POST',
  path: '/v1/votes',
  contentType: 'application/json',
  nowMs: 0,
  entropyHex: '0'.repeat(19),
  bodyBytes: body.length,
  body,
}

/** The app's source with one text replaced, built. */
async function buildChanged(changes: readonly (readonly [string, string])[]): Promise<string> {
  mkdirSync(copy, { recursive: true })
  for (const part of ['app', 'boundary', 'build'])
    cpSync(join(places.edge, part), join(copy, part), { recursive: true })
  const path = join(copy, 'app', 'app.ts')
  let source = readFileSync(path, 'utf8')
  for (const [from, to] of changes) {
    expect(source).toContain(from)
    source = source.replace(from, to)
  }
  writeFileSync(path, source)
  const folder = join(copy, 'gen')
  await buildEdge({ entry: join(copy, 'build', 'entry.ts'), folder })
  return folder
}

it('the routes live inside the component: without its route it answers 404, and nothing in it has a clock', async () => {
  await buildEdge()
  const real = await loadComponent(places.gen)
  expect(decodeAnswer(real.handle(encodeCall(vote)))).toMatchObject({ status: 202, votes: [{}] })

  const changed = await loadComponent(
    await buildChanged([
      ["route('POST', ['/v1/votes', '/vote'], castVotes)", ''],
      [`'{"status":"ok"}'`, 'String(Math.random())'],
      ['json(200, openApi, ', 'json(200, String(Date.now()), '],
    ]),
  )
  expect(decodeAnswer(changed.handle(encodeCall(vote)))).toMatchObject({ status: 404, votes: [] })
  const ask = (path: string) => decodeAnswer(changed.handle(encodeCall({ ...vote, method: 'GET', path })))
  expect(ask('/healthz')).toMatchObject({ status: 500, bug: expect.stringContaining('Math.random does not exist') })
  expect(ask('/openapi.json')).toMatchObject({ status: 500, bug: expect.stringContaining('Date.now does not exist') })
}, 60_000)

it('the Worker around the component holds neither router nor rules, and is under 1 MiB', async () => {
  const { files, gzipKiB, sizeLine } = await bundleWorker(places.bundle)
  const script = readFileSync(join(places.bundle, files[0] ?? ''), 'utf8')
  expect(files.length).toBeGreaterThan(10)
  // Texts of Hono's, of the rules' and of the API's description.
  for (const text of ['Context is not finalized', 'unknown_candidate', 'operationId'])
    expect(script).not.toContain(text)
  expect(sizeLine).toMatch(/^Total Upload: .* KiB \/ gzip: .* KiB$/)
  expect(gzipKiB).toBeGreaterThan(100)
  expect(gzipKiB).toBeLessThan(1024)
}, 60_000)
