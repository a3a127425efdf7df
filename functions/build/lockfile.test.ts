import { expect, it } from 'vitest'
import { lockfileOf } from './lockfile.ts'

const larger = {
  packages: {
    '': { dependencies: { other: '1' } },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a', dependencies: { b: '^1', '@s/c': '^1' } },
    'node_modules/a/node_modules/b': { version: '1.5.0', dependencies: { d: '*' } },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/@s/c': { version: '1.0.0', dependencies: { b: '^2' }, optionalDependencies: { absent: '1' } },
    'node_modules/d': { version: '3.0.0', dependencies: { a: '1' } },
    'node_modules/other': { version: '9.0.0' },
  },
}
const root = { name: 'alone', version: '1.0.0', dependencies: { a: '1.0.0' } }

it('holds what the package needs, each at the place where Node finds it, and no more', () => {
  const { packages, ...head } = lockfileOf(root, larger)
  expect(head).toEqual({ name: 'alone', version: '1.0.0', lockfileVersion: 3, requires: true })
  expect(Object.keys(packages)).toEqual([
    '',
    'node_modules/@s/c',
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/b',
    'node_modules/d',
  ])
  expect(packages).toMatchObject({ '': root, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } })
})

it('is not made where something is missing', () => {
  expect(() => lockfileOf({ ...root, dependencies: { nowhere: '1' } }, larger)).toThrow('has no nowhere, which alone')
})
