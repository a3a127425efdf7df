import { join } from 'node:path'
import type { Ports } from '../ports.ts'
import type { KafkaCertificates } from './certificates.ts'
import { type BrokerCount, type BrokerId, brokerIds, portNamesOf } from './cluster.ts'
import { linkAddress, nameOfBroker } from './links.ts'

export interface BrokerPlan {
  readonly id: BrokerId
  /** how many brokers the cluster has */
  readonly brokers: BrokerCount
  /** the broker's own folder */
  readonly folder: string
  readonly ports: Ports
  readonly certificates: KafkaCertificates
  readonly storePassword: string
  /** a proxy's port on loopback: one more plain listener, for that proxy alone, sends clients back to it */
  readonly behindPort?: number | undefined
  /** the brokers reach each other through proxies (`linkBrokers`) */
  readonly linked?: boolean
}

/**
 * The server.properties of a broker that is a controller too (KRaft combined mode), on loopback only: a plain listener
 * and one with TLS and SCRAM. Settings that matter for counting are as in production; a lone broker has one replica.
 */
export function serverProperties(plan: BrokerPlan): string {
  const { id, brokers, folder, ports, certificates, storePassword, behindPort, linked = false } = plan
  const own = portNamesOf(id)
  const address = (port: number) => `127.0.0.1:${port}`
  const proxied = (port: number) => (behindPort === undefined ? [] : [`PROXIED://${address(port)}`])
  /** Where others find a broker's listener; unless linked, it is where it listens. */
  const shown = (of: BrokerId, port: number) => (linked ? `${nameOfBroker(of)}:${port}` : address(port))
  const bound = (port: number) => (linked ? `${linkAddress(id, id)}:${port}` : address(port))
  const voters = brokerIds(brokers).map((voter) => `${voter}@${shown(voter, ports[portNamesOf(voter).controller])}`)
  const replication = linked ? [`REPLICATION://${bound(ports[own.replication])}`] : []
  const betweenBrokers = linked
    ? [`CONTROLLER://${shown(id, ports[own.controller])}`, `REPLICATION://${shown(id, ports[own.replication])}`]
    : []
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': voters.join(','),
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(folder, 'data'),

    listeners: [
      `PLAIN://${address(ports[own.plain])}`,
      `SECURE://${address(ports[own.secure])}`,
      `CONTROLLER://${bound(ports[own.controller])}`,
      ...proxied(ports[own.proxied]),
      ...replication,
    ].join(','),
    'advertised.listeners': [
      `PLAIN://${address(ports[own.plain])}`,
      `SECURE://localhost:${ports[own.secure]}`,
      ...proxied(behindPort ?? 0),
      ...betweenBrokers,
    ].join(','),
    'listener.security.protocol.map':
      'PLAIN:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT,REPLICATION:PLAINTEXT',
    'inter.broker.listener.name': linked ? 'REPLICATION' : 'PLAIN',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.secure.scram-sha-256.sasl.jaas.config': scramLogin,
    'listener.name.secure.scram-sha-512.sasl.jaas.config': scramLogin,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': certificates.keystore,
    'ssl.keystore.password': storePassword,
    ...clusterSettings(brokers),
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('')
}

/** What all brokers have in common. */
function clusterSettings(replicas: number): Readonly<Record<string, string | number | boolean>> {
  const inSync = replicas === 1 ? 1 : 2
  return {
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 1,
    // 128 MiB of heap unless set, for compacted topics that are small here.
    'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,
    // A lone consumer need not wait for companions.
    'group.initial.rebalance.delay.ms': 0,
  }
}

const scramLogin = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
