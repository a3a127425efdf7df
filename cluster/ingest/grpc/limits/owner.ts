import { networkOf } from '@aplauso/process'

/** Whose share of the server a call or connection uses, by the address of its other end as grpc-js names it. */
export type OwnerOf = (peer: string) => string

/** Each connection has a share: where a balancer is in front, all connections have its address. */
export const byConnection: OwnerOf = (peer) => peer

/** Each address has a share, of IPv6 each network of 64 bits. */
export const byAddress: OwnerOf = (peer) => networkOf(peer.slice(0, peer.lastIndexOf(':')))
