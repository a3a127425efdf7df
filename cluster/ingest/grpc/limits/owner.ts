/** Whose share of the server a call or connection uses, by the address of its other end as grpc-js names it. */
export type OwnerOf = (peer: string) => string

/** Each connection has a share: where a balancer is in front, all connections have its address. */
export const byConnection: OwnerOf = (peer) => peer

/** Each address has a share, of IPv6 each network of 64 bits, which is what one customer gets. */
export const byAddress: OwnerOf = (peer) => {
  const address = peer.slice(0, peer.lastIndexOf(':')).replace(/^::ffff:(?=\d+\.)/i, '')
  return address.includes(':') ? network(address) : address
}

const groups = 8
const networkGroups = 4

function network(address: string): string {
  const [front = '', back] = address.split('::')
  const before = front === '' ? [] : front.split(':')
  const after = back === undefined || back === '' ? [] : back.split(':')
  const zeros = back === undefined ? 0 : Math.max(0, groups - before.length - after.length)
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, networkGroups).join(':')
}
