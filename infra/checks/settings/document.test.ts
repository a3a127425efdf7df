import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { root } from '../../terminal/root.ts'
import { isTestSupport, sourceFiles } from '../lint/imports.ts'
import { settingsDocument, settingsFile } from './document.ts'
import { sections } from './processes.ts'
import { rulesOf } from './rules.ts'

test('CONFIG.md is what the config modules say; `npm run check -- --config` writes it', () => {
  expect(readFileSync(settingsFile, 'utf8')).toBe(settingsDocument())
})

/** Of the shell, of npm, of wrangler and of the runtime: nobody configures Aplauso by them. */
const foreign = ['PATH', 'TERM', 'INIT_CWD', 'NODE_ENV', 'APLAUSO_INVOKED_FROM', 'CLOUDFLARE_ACCOUNT_ID']

test('every variable that the product reads is in CONFIG.md', () => {
  const documented = settingsDocument()
  const read = sourceFiles()
    .filter((file) => !isTestSupport(file))
    .flatMap((file) => [
      ...readFileSync(join(root, file), 'utf8').matchAll(/\b(?:process\.)?env(?:ironment)?\.([A-Z][A-Z0-9_]+)/g),
    ])
    .map(([, name = '']) => name)
  expect(read).toContain('LOG_LEVEL')
  const missing = [...new Set(read)].filter((name) => !foreign.includes(name) && !documented.includes(`\`${name}\``))
  expect(missing).toEqual([])
})

test('what is started by hand listens on this machine alone by default', () => {
  const hosts = sections
    .flatMap(({ schemas }) => schemas.flatMap(rulesOf))
    .filter(({ name }) => /(^|_)HOST$/.test(name))
  expect(hosts.length).toBeGreaterThan(6)
  // The functions' own rule, which knows Cloud Run, has a test of its own.
  for (const { name, whenAbsent } of hosts)
    expect([name, ['`127.0.0.1`', '–'].includes(whenAbsent)]).toEqual([name, true])
})

test('a rule says what a variable must be, and what holds where it is absent', () => {
  const schema = z
    .object({
      COUNT: z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).default(3),
      KEY: z.string().min(32, 'must have at least 32 characters'),
      PLACE: z.enum(['here', 'there']).optional(),
      NAME: z.string().optional(),
    })
    .refine(() => true)
  expect(rulesOf(schema)).toEqual([
    { name: 'COUNT', rule: 'a whole number', whenAbsent: '`3`' },
    { name: 'KEY', rule: 'text with at least 32 characters', whenAbsent: '**required**' },
    { name: 'PLACE', rule: '`here`, `there`', whenAbsent: '–' },
    { name: 'NAME', rule: 'text', whenAbsent: '–' },
  ])
})
