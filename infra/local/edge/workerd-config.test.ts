import { expect, it } from 'vitest'
import { workerdConfig } from './workerd-config.ts'

const text = workerdConfig({
  files: ['index.js', 'a-b.wasm'],
  compatibilityDate: '2026-11-01',
  bindings: ['VOTER_KEY'],
})

it('secrets come from the environment and are never written', () => {
  expect(text).toContain('(name = "VOTER_KEY", fromEnvironment = "VOTER_KEY")')
})

it('the Worker’s files are its modules, under the names it imports', () => {
  expect(text).toContain('(name = "index.js", esModule = embed "index.js")')
  expect(text).toContain('(name = "./a-b.wasm", wasm = embed "a-b.wasm")')
})
