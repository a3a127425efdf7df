import type { PortName } from '../ports.ts'
import { behindPorts } from './behind.ts'
import { type BrokerId, portNamesOf } from './cluster.ts'
import { areLinked } from './links.ts'

/** The ports of a broker's listeners, with what its folder wants of it. */
export function portsNeeded(folder: string, id: BrokerId): readonly PortName[] {
  const { plain, secure, controller, proxied, replication } = portNamesOf(id)
  return [
    plain,
    secure,
    controller,
    ...(behindPorts(folder) ? [proxied] : []),
    ...(areLinked(folder) ? [replication] : []),
  ]
}
