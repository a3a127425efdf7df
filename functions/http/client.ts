import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

type Caller = Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } }

/**
 * Whom a request comes from. Cloud Run appends the address that it sees to `X-Forwarded-For`; what comes before that
 * was sent by the client. Anywhere else the header says whatever a client likes.
 */
export function clientOf({ headers, socket }: Caller, isDeployed: boolean): string {
  const forwarded = isDeployed ? [headers['x-forwarded-for'] ?? ''].flat().join().split(',').at(-1)?.trim() : ''
  return networkOf(forwarded || (socket.remoteAddress ?? ''))
}

/** An IPv4 address, or the /64 that an IPv6 address is in: one household has all of it. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  return isIPv6(address) ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: missing }, () => '0'), ...after].map((group) =>
    group.replace(/^0+(?=.)/, ''),
  )
}
