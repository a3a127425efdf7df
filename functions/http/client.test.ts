import { expect, it } from 'vitest'
import { clientOf } from './client.ts'

const from = (remoteAddress: string | undefined, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
})

it.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  [undefined, ''],
])('a client at %s is %s', (address, client) => {
  expect(clientOf(from(address), false)).toBe(client)
})

it('what a client says of itself counts for nothing', () => {
  expect(clientOf(from('203.0.113.9', '198.51.100.1'), false)).toBe('203.0.113.9')
  expect(clientOf(from('169.254.1.1', '198.51.100.1, 203.0.113.9'), true)).toBe('203.0.113.9')
  expect(clientOf(from('169.254.1.1', '198.51.100.1,2001:db8:1:2::9'), true)).toBe('2001:db8:1:2::/64')
})

it('on Cloud Run a request without the header comes from whoever sent it', () => {
  expect(clientOf(from('169.254.1.1'), true)).toBe('169.254.1.1')
})
