import { expect, test } from 'vitest'
import { kafkaClientConfig, readKafkaConnection } from './connection.ts'

const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'

test('a plain listener needs its brokers only', () => {
  expect(readKafkaConnection({ KAFKA_BROKERS: 'a:9092, b:9092' })).toEqual({
    connection: { brokers: ['a:9092', 'b:9092'], ssl: false },
  })
})

test('TLS with an own authority and SCRAM becomes a kafkajs configuration with stated timeouts', () => {
  const reading = readKafkaConnection(
    {
      KAFKA_BROKERS: 'a:9093',
      KAFKA_SSL: 'true',
      KAFKA_CA_FILE: '/ca.pem',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_USERNAME: 'u',
      KAFKA_PASSWORD: 'p',
    },
    () => pem,
  )
  if (!('connection' in reading)) throw new Error(reading.problems.join())
  expect(kafkaClientConfig(reading.connection, 'test')).toMatchObject({
    ssl: { ca: pem },
    sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
    connectionTimeout: 3000,
    requestTimeout: 8000,
    enforceRequestTimeout: true,
    retry: { retries: 2 },
  })
})

test('every problem is reported at once and no value is repeated', () => {
  const reading = readKafkaConnection(
    { KAFKA_BROKERS: 'nowhere', KAFKA_SSL: 'yes', KAFKA_SASL_MECHANISM: 'gssapi', KAFKA_PASSWORD: 'hush' },
    () => pem,
  )
  expect(reading).toEqual({
    problems: [
      'KAFKA_BROKERS: must be host:port, several separated by commas',
      'KAFKA_SSL: must be true or false',
      'KAFKA_SASL_MECHANISM: must be one of plain, scram-sha-256, scram-sha-512',
      'KAFKA_USERNAME: is required with KAFKA_SASL_MECHANISM',
    ],
  })
  expect(JSON.stringify(reading)).not.toContain('hush')
})

test('a certificate file without TLS, or one that cannot be read, is a problem', () => {
  const unreadable = () => {
    throw new Error('ENOENT')
  }
  expect(readKafkaConnection({ KAFKA_BROKERS: 'a:1', KAFKA_CA_FILE: '/ca.pem' }, unreadable)).toEqual({
    problems: ['KAFKA_CA_FILE: is set, but KAFKA_SSL is not true', 'KAFKA_CA_FILE: cannot be read (ENOENT)'],
  })
})
