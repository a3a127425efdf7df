import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../../terminal/root.ts'
import { isAllowed, licenceFaults, licenceOf } from './licences.ts'

test('every package that ships has an allowed licence', () => {
  const { packages, faults } = licenceFaults(root)
  expect(packages).toBeGreaterThan(150)
  expect(faults).toEqual([])
})

test.each([
  ['MIT', true],
  ['(MIT OR CC0-1.0)', true],
  ['GPL-3.0-only OR MIT', true],
  ['MIT AND GPL-3.0-only', false],
  ['MIT AND (GPL-3.0-only OR ISC)', true],
  ['(MIT AND GPL-3.0-only) OR LGPL-3.0-or-later', false],
  ['Apache-2.0 WITH LLVM-exception', false],
  ['(MIT', false],
  ['MIT ISC', false],
  ['SEE LICENSE IN LICENSE', false],
  ['UNLICENSED', false],
  ['none', false],
  ['', false],
])('the licence %s is allowed: %s', (expression, allowed) => {
  expect(isAllowed(expression)).toBe(allowed)
})

test('a manifest names its licence in one of three ways', () => {
  expect(licenceOf({ license: 'MIT' })).toBe('MIT')
  expect(licenceOf({ license: { type: 'ISC' } })).toBe('ISC')
  expect(licenceOf({ licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] })).toBe('MIT OR GPL-2.0')
  expect(licenceOf({})).toBe('none')
})

/** A repository whose packages have these licences; undefined: not installed. */
function repository(
  packages: Readonly<Record<string, { readonly licence?: string; readonly locked?: object }>>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-licences-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const locked = Object.entries(packages).map(([name, { locked }]) => [`node_modules/${name}`, locked ?? {}])
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ packages: { '': {}, ...Object.fromEntries(locked) } }),
  )
  for (const [name, { licence }] of Object.entries(packages)) {
    if (licence === undefined) continue
    const place = join(folder, 'node_modules', name)
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'package.json'), JSON.stringify({ name, license: licence }))
  }
  return folder
}

test('names the packages that ship and their licences where these are not allowed', () => {
  const folder = repository({
    good: { licence: 'MIT' },
    strict: { licence: 'AGPL-3.0-only' },
    tool: { licence: 'GPL-3.0-only', locked: { dev: true } },
    ours: { licence: 'UNLICENSED', locked: { link: true } },
    missing: {},
    'other-platform': { locked: { optional: true } },
    svelte: { licence: 'MIT', locked: { dev: true, dependencies: { 'part-of-pages': '^1' } } },
    'part-of-pages': { licence: 'SSPL-1.0', locked: { dev: true } },
  })
  expect(licenceFaults(folder)).toEqual({
    packages: 5,
    faults: [
      { name: 'node_modules/missing', licence: 'none: it is not installed' },
      { name: 'part-of-pages', licence: 'SSPL-1.0' },
      { name: 'strict', licence: 'AGPL-3.0-only' },
    ],
  })
})
