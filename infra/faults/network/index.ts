/** Faults on the network between a client and a server, by a Toxiproxy between them. */
export { cut, cutAfterAppend, cutOff, type Fault, type FaultyProxy, halfOpen, reset, slow, trickle } from './faults.ts'
export { type PlacedToxic, type ProxyPlan, type Toxic, ToxiproxyClient, ToxiproxyError } from './toxiproxy-client.ts'
