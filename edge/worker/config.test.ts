import { expect, it } from 'vitest'
import { readEdgeConfig } from './config.ts'

const good = { RELAY_URL: 'https://relay.example', RELAY_KEY: 'r'.repeat(32), VOTER_KEY: 'v'.repeat(32) }

it('only relay and keys are needed', () => {
  expect(readEdgeConfig({ ...good, OUTBOX: {}, OUTBOX_SHARDS: '', OUTBOX_LOCATION: null })).toEqual({
    config: {
      RELAY_KEY: good.RELAY_KEY,
      VOTER_KEY: good.VOTER_KEY,
      log: { relayUrl: good.RELAY_URL },
      ALLOWED_ORIGINS: [],
      OUTBOX_SHARDS: 32,
      OUTBOX_DEADLINE_MS: 2_000,
      OUTBOX_PROBE_MS: 15_000,
      OUTBOX_KEEP_MIB: 256,
      BODY_TIMEOUT_MS: 10_000,
    },
  })
})

const { RELAY_URL, ...keys } = good

it('Kafka is the way to the log where it is named', () => {
  const kafka = { KAFKA_BROKERS: 'a.example:9093', KAFKA_SSL: 'true', KAFKA_SASL_MECHANISM: 'scram-sha-512' }
  const { config } = readEdgeConfig({ ...keys, ...kafka, KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p' })
  expect(config?.log).toEqual({
    kafka: {
      brokers: ['a.example:9093'],
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
    },
    topic: 'votes',
  })
})

it('the log has exactly one way', () => {
  expect(readEdgeConfig(keys).problems).toEqual(['RELAY_URL: is required but not set (or KAFKA_BROKERS)'])
  expect(readEdgeConfig({ ...good, KAFKA_BROKERS: 'a:1' }).problems).toEqual([
    'KAFKA_BROKERS: set either this or RELAY_URL, the log has one way',
  ])
})

it('all problems of Kafka are reported with the others', () => {
  const { problems } = readEdgeConfig({
    ...keys,
    VOTER_KEY: '',
    KAFKA_BROKERS: 'a',
    KAFKA_SSL: 'x',
    KAFKA_USERNAME: 'u',
  })
  expect(problems).toEqual([
    'KAFKA_BROKERS: must be host:port, several separated by commas',
    'KAFKA_SSL: must be true or false',
    'KAFKA_SASL_MECHANISM: is required with KAFKA_USERNAME and KAFKA_PASSWORD',
    'VOTER_KEY: is required but not set',
  ])
})

it('a relay on another machine has an https address, but where somebody says that this is a trial', () => {
  const problem = 'RELAY_URL: must be an https address, as the relay is on another machine'
  const problemsOf = (RELAY_URL: string, more: object = {}) => readEdgeConfig({ ...good, RELAY_URL, ...more }).problems
  for (const host of ['relay.example', '10.0.0.7:4805', '127.0.0.1.example', '[::2]', 'notlocalhost']) {
    expect(problemsOf(`http://${host}`)).toEqual([problem])
    expect(problemsOf(`https://${host}`)).toBeUndefined()
    expect(problemsOf(`http://${host}`, { APLAUSO_DEVELOPMENT: '1' })).toBeUndefined()
  }
  for (const host of ['127.0.0.1:4805', 'localhost:1', 'relay.localhost', '[::1]:4805', '127.9.8.7']) {
    expect(problemsOf(`http://${host}`)).toBeUndefined()
  }
  expect(problemsOf('http://relay.example', { APLAUSO_DEVELOPMENT: 'yes' })).toEqual([
    problem,
    'APLAUSO_DEVELOPMENT: must be 1 or absent',
  ])
})

it('the operator may have a key, which is as long as the others', () => {
  const OPERATOR_KEY = 'o'.repeat(32)
  expect(readEdgeConfig({ ...good, OPERATOR_KEY }).config).toMatchObject({ OPERATOR_KEY })
  expect(readEdgeConfig({ ...good, OPERATOR_KEY: 'short' }).problems).toEqual([
    'OPERATOR_KEY: must have at least 32 characters',
  ])
})

it('origins are a list', () => {
  const { config } = readEdgeConfig({ ...good, ALLOWED_ORIGINS: ' https://a.example, http://localhost:5173 ,' })
  expect(config?.ALLOWED_ORIGINS).toEqual(['https://a.example', 'http://localhost:5173'])
  expect(readEdgeConfig({ ...good, ALLOWED_ORIGINS: '*' }).config?.ALLOWED_ORIGINS).toEqual(['*'])
})

it('all problems are reported at once, without values', () => {
  const { problems } = readEdgeConfig({
    ALLOWED_ORIGINS: 'https://a.example/,nonsense',
    RELAY_URL: 'ftp://x',
    RELAY_KEY: 'hushhush',
    OUTBOX_SHARDS: '0',
    OUTBOX_LOCATION: 'moon',
    BODY_TIMEOUT_MS: {},
  })
  expect(problems).toEqual([
    'ALLOWED_ORIGINS: must be origins such as https://votes.example, or *',
    'ALLOWED_ORIGINS: must be origins such as https://votes.example, or *',
    'RELAY_URL: must be an http or https address',
    'RELAY_KEY: must have at least 32 characters',
    'VOTER_KEY: is required but not set',
    'OUTBOX_SHARDS: must be a whole number from 1 to 1024',
    'OUTBOX_LOCATION: must be one of the platform’s location hints',
    'BODY_TIMEOUT_MS: must be a text',
  ])
  expect(JSON.stringify(problems)).not.toContain('hushhush')
})
