import { expect, test } from 'vitest'
import { byAddress, byConnection } from './owner.ts'

test('each connection is an owner of its own', () => {
  expect(byConnection('192.0.2.1:5000')).not.toBe(byConnection('192.0.2.1:5001'))
})

test.each([
  ['192.0.2.1:5000', '192.0.2.1:6000', true],
  ['::ffff:192.0.2.1:5000', '192.0.2.1:6000', true],
  ['192.0.2.1:5000', '192.0.2.2:5000', false],
  ['2001:db8::1:5000', '2001:db8::2:6000', true],
  ['2001:db8:0:0:1:2:3:4:5000', '2001:db8::9:6000', true],
  ['2001:db8:0:1::1:5000', '2001:db8:0:2::1:5000', false],
  ['::1:5000', '::1:6000', true],
])('%s and %s are one owner by address: %s', (one, other, same) => {
  expect(byAddress(one) === byAddress(other)).toBe(same)
})
