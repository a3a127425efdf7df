import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { hostsFor } from './hosts.ts'

const address = (text: string, internal = false): NetworkInterfaceInfo => ({
  address: text,
  family: 'IPv4',
  internal,
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:00',
  cidr: null,
})

test('on all addresses, pages are reached by the one in the network', () => {
  const interfaces = { lo: [address('127.0.0.1', true)], wlan0: [address('192.168.1.20')] }
  expect(hostsFor('0.0.0.0', interfaces)).toEqual({ listen: '0.0.0.0', reached: '192.168.1.20' })
})

test('on one address, pages are reached by it', () => {
  expect(hostsFor('10.0.0.7', {})).toEqual({ listen: '10.0.0.7', reached: '10.0.0.7' })
})

test('without a network, and for what is not an IPv4 address, the fault is named', () => {
  expect(() => hostsFor('0.0.0.0', { lo: [address('127.0.0.1', true)] })).toThrow('has no address in a network')
  expect(() => hostsFor('phones', {})).toThrow('must be an IPv4 address such as 0.0.0.0, not "phones"')
  expect(() => hostsFor('::', {})).toThrow('must be an IPv4 address')
})
