import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { configNames } from '../worker/config.ts'
import { places } from './places.ts'
import { runWrangler } from './wrangler.ts'

const config = JSON.parse(readFileSync(places.wranglerConfig, 'utf8').replaceAll(/^\s*\/\/.*$/gm, '')) as {
  readonly secrets: { readonly required: readonly string[] }
}

it('wrangler takes every key of the configuration', async () => {
  const { exitCode, output } = await runWrangler(['deploy', '--dry-run', '--outdir', `${places.bundle}-check`])
  expect(output).not.toMatch(/warning|unexpected/i)
  expect(exitCode).toBe(0)
}, 60_000)

it('every secret is one that the Worker reads', () => {
  expect(configNames).toEqual(expect.arrayContaining([...config.secrets.required]))
})
