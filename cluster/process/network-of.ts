import { isIPv6 } from 'node:net'

const groups = 8
const networkGroups = 4

/**
 * What one client has of an address: of IPv4 the address itself; of IPv6 the network of 64 bits, all of which one household
 * gets, such as `2001:db8:1:2::/64`. An IPv4 address mapped into IPv6 is itself; what is not an address is returned as it is.
 * @example
 * networkOf('2001:db8:1:2:3::4') // 2001:db8:1:2::/64
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  return isIPv6(address) ? `${groupsOf(address).slice(0, networkGroups).join(':')}::/64` : address
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : Math.max(0, groups - before.length - after.length)
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after].map((group) =>
    group.replace(/^0+(?=.)/, ''),
  )
}
