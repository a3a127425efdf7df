import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const compose = readFileSync(join(import.meta.dirname, 'compose.yaml'), 'utf8')

it('the checkout that the REST server runs from is this one', () => {
  const mount = /volumes: \["([./]+):\/app:ro"\]/.exec(compose)?.[1] ?? ''
  const entry = /command: \[node, (\S+\.ts)\]/.exec(compose)?.[1] ?? ''
  expect(existsSync(join(import.meta.dirname, mount, 'package-lock.json'))).toBe(true)
  expect(existsSync(join(import.meta.dirname, mount, entry))).toBe(true)
})
