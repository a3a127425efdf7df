import { join } from 'node:path'
import type { Ports } from '../ports.ts'
import type { KafkaCertificates } from './certificates.ts'

/**
 * The server.properties of a broker that is its own controller (KRaft combined mode), on loopback only: a plain listener
 * and one with TLS and SCRAM. Settings that matter for counting are as in production, but for the single replica.
 * @param behindPort a proxy's port on loopback: one more plain listener, for that proxy alone, sends clients back to it
 */
export function serverProperties(
  folder: string,
  ports: Ports,
  certificates: KafkaCertificates,
  storePassword: string,
  behindPort?: number,
): string {
  const address = (port: number) => `127.0.0.1:${port}`
  const proxied = (port: number) => (behindPort === undefined ? [] : [`PROXIED://${address(port)}`])
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${address(ports.kafkaController)}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(folder, 'data'),

    listeners: [
      `PLAIN://${address(ports.kafka)}`,
      `SECURE://${address(ports.kafkaSecure)}`,
      `CONTROLLER://${address(ports.kafkaController)}`,
      ...proxied(ports.kafkaProxied),
    ].join(','),
    'advertised.listeners': [
      `PLAIN://${address(ports.kafka)}`,
      `SECURE://localhost:${ports.kafkaSecure}`,
      ...proxied(behindPort ?? 0),
    ].join(','),
    'listener.security.protocol.map': 'PLAIN:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT',
    'inter.broker.listener.name': 'PLAIN',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.secure.scram-sha-256.sasl.jaas.config': scramLogin,
    'listener.name.secure.scram-sha-512.sasl.jaas.config': scramLogin,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': certificates.keystore,
    'ssl.keystore.password': storePassword,

    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    // A lone consumer need not wait for companions.
    'group.initial.rebalance.delay.ms': 0,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('')
}

const scramLogin = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
