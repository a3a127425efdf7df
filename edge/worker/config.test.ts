import { expect, it } from 'vitest'
import { readEdgeConfig } from './config.ts'

const good = { RELAY_URL: 'https://relay.example', RELAY_KEY: 'r'.repeat(32), VOTER_KEY: 'v'.repeat(32) }

it('only relay and keys are needed', () => {
  expect(readEdgeConfig({ ...good, OUTBOX: {}, OUTBOX_SHARDS: '', OUTBOX_LOCATION: null })).toEqual({
    config: { ...good, ALLOWED_ORIGINS: [], OUTBOX_SHARDS: 32, BODY_TIMEOUT_MS: 10_000 },
  })
})

it('origins are a list', () => {
  const { config } = readEdgeConfig({ ...good, ALLOWED_ORIGINS: ' https://a.example, http://localhost:5173 ,' })
  expect(config?.ALLOWED_ORIGINS).toEqual(['https://a.example', 'http://localhost:5173'])
  expect(readEdgeConfig({ ...good, ALLOWED_ORIGINS: '*' }).config?.ALLOWED_ORIGINS).toEqual(['*'])
})

it('all problems are told at once, without values', () => {
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
