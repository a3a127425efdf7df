import { expect, it } from 'vitest'
import { BootstrapAddresses } from './bootstrap.ts'

it('each address comes first in its turn', () => {
  const addresses = new BootstrapAddresses(['a', 'b', 'c'], 1)
  expect([addresses.next(), addresses.next(), addresses.next(), addresses.next()]).toEqual([
    ['b', 'c', 'a'],
    ['c', 'a', 'b'],
    ['a', 'b', 'c'],
    ['b', 'c', 'a'],
  ])
})

it('an address that failed comes last until it answers again', () => {
  const addresses = new BootstrapAddresses(['a', 'b', 'c'], 0)
  addresses.suspect('a')
  expect([addresses.next(), addresses.next(), addresses.next()]).toEqual([
    ['b', 'c', 'a'],
    ['b', 'c', 'a'],
    ['c', 'b', 'a'],
  ])
  addresses.trust('a')
  expect(addresses.next()).toEqual(['a', 'b', 'c'])
})

it('where all failed, all are tried', () => {
  const addresses = new BootstrapAddresses(['a', 'b'], 0)
  addresses.suspect('a')
  addresses.suspect('b')
  expect([addresses.next(), addresses.next()]).toEqual([
    ['a', 'b'],
    ['b', 'a'],
  ])
})
