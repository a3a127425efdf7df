/** All of Aplauso on this machine: its ports, its keys, its processes, and what it has counted. */

export * from '../../terminal/root.ts'
export * from './counts.ts'
export { type Hosts, hostsFor, loopback } from './hosts.ts'
export * from './lock.ts'
export type { EdgeTransport } from './plan.ts'
export * from './ports.ts'
export { secretsFileOf, secretsOf } from './secrets.ts'
export * from './session.ts'
export * from './start.ts'
export type { Urls } from './urls.ts'
