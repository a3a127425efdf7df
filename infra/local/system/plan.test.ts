import { expect, test } from 'vitest'
import { loopback } from './hosts.ts'
import { type EdgeTransport, stagesOf } from './plan.ts'
import { portsFrom } from './ports.ts'

const kafka = { KAFKA_BROKERS: '127.0.0.1:9092', KAFKA_SSL: 'false' }
const real = { ...kafka, APLAUSO_DEVELOPMENT: '1', MONGODB_URI: 'mongodb://127.0.0.1:27017' }

function edgeEnvironment(edgeTransport: EdgeTransport, stores: Readonly<Record<string, string>>) {
  const stages = stagesOf({
    ports: portsFrom(4_800),
    hosts: loopback,
    secrets: { RELAY_KEY: 'relay-key', VOTER_KEY: 'voter-key', EXPORT_KEY: 'export-key' },
    stores,
    edgeTransport,
    edgeData: '/edge',
    dashboard: '/dashboard',
  })
  return stages.flat().find(({ name }) => name === 'edge')?.environment ?? {}
}

const waysIn = (environment: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => /^(KAFKA_|RELAY_URL|MONGODB_)/.test(name)))

test('through the relay, the edge gets no Kafka variable', () => {
  expect(waysIn(edgeEnvironment('relay', real))).toEqual({ RELAY_URL: 'http://127.0.0.1:4805' })
})

test('with Kafka as its transport, the edge gets Kafka’s variables, no relay, and no other engine', () => {
  expect(waysIn(edgeEnvironment('kafka', real))).toEqual(kafka)
})

test('an edge that needs Kafka is refused before anything starts if there is no Kafka', () => {
  expect(() => edgeEnvironment('kafka', { APLAUSO_DATA: '/stores' })).toThrow('only on real engines')
})
