import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { configNames } from '../worker/config.ts'
import { buildEdge } from './build-edge.ts'
import { places } from './places.ts'
import { runWrangler } from './wrangler.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-wrangler-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const config = JSON.parse(readFileSync(places.wranglerConfig, 'utf8').replaceAll(/^\s*\/\/.*$/gm, '')) as {
  readonly secrets: { readonly required: readonly string[] }
}

it('wrangler takes every key of the configuration', async () => {
  await buildEdge()
  const { exitCode, output } = await runWrangler(['deploy', '--dry-run', '--outdir', folder])
  expect(output).not.toMatch(/warning|unexpected/i)
  expect(exitCode).toBe(0)
}, 60_000)

it('every secret is one that the Worker reads', () => {
  expect(configNames).toEqual(expect.arrayContaining([...config.secrets.required]))
})
