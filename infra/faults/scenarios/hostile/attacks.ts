/** What attackers do, by name: each from many connections, which they open again when they are cut. */
export const attacks = {
  unread: 'streams of 1,000 empty votes a message, whose answers nobody reads',
  silent: 'as many streams, and watches of health, as a connection may have, on which nothing is sent',
  'silent-calls': 'as many calls of one vote as a connection may have, on which nothing is sent',
  names: 'a batch of one vote with a name of half a million marks every second, at each door',
  relay: 'at the relay, bodies of nearly 4 MiB that never end, and twenty times as many connections that send nothing',
} as const

export type Attack = keyof typeof attacks

export const attackNames = Object.keys(attacks) as readonly Attack[]

/** What an attacker's thread is to do. */
export interface AttackOrder {
  readonly attack: Attack
  readonly connections: number
  /** where the gRPC server listens, `host:port` */
  readonly grpc: string
  /** the edge's URL, where it takes part */
  readonly edge?: string
  /** the relay's URL */
  readonly relay: string
}
