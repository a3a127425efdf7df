import { isIP } from 'node:net'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { UsageError } from '../../terminal/command-line.ts'
import { host } from './ports.ts'

/** Where the pages and the APIs that they call listen, and the address by which a browser reaches them. */
export interface Hosts {
  readonly listen: string
  readonly reached: string
}

/** For this machine alone. */
export const loopback: Hosts = { listen: host, reached: host }

/**
 * The hosts for an address to listen on. For all addresses (`0.0.0.0`), the pages are reached by the first one in the
 * local network.
 * @throws UsageError if it is not an IPv4 address, or the machine has none in a network
 * @example
 * hostsFor('0.0.0.0') // { listen: '0.0.0.0', reached: '192.168.1.20' }
 */
export function hostsFor(listen: string, interfaces = networkInterfaces()): Hosts {
  if (isIP(listen) !== 4) throw new UsageError(`--host must be an IPv4 address such as 0.0.0.0, not "${listen}"`)
  if (listen !== '0.0.0.0') return { listen, reached: listen }
  const reached = Object.values(interfaces).flat().find(isInNetwork)?.address
  if (!reached) throw new UsageError('--host 0.0.0.0: this machine has no address in a network')
  return { listen, reached }
}

function isInNetwork(address: NetworkInterfaceInfo | undefined): address is NetworkInterfaceInfo {
  return address?.family === 'IPv4' && !address.internal
}
