import { expect, it } from 'vitest'
import { holds } from './search.ts'

it.each([
  ['Malacates Trébol Shop', 'trebol', true],
  ['Malacates Trébol Shop', ' TRÉBOL ', true],
  ['Malacates Trébol Shop', '', true],
  ['Malacates Trébol Shop', 'x', false],
])('in %s, searching for "%s" finds: %s', (name, typed, found) => {
  expect(holds(name, typed)).toBe(found)
})
