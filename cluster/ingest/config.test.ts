import { ConfigError } from '@aplauso/process'
import { expect, test } from 'vitest'
import { readIngestConfig } from './config.ts'

const secret = 'x'.repeat(32)

test('a voter key and a log are enough; then there is no relay, and nobody else’s machine is let in', () => {
  expect(readIngestConfig({ VOTER_KEY: secret, APLAUSO_DATA: '/tmp/x' })).toMatchObject({
    GRPC_HOST: '127.0.0.1',
    RELAY_HOST: '127.0.0.1',
    MANAGEMENT_HOST: '127.0.0.1',
    GRPC_PORT: 50_051,
    APLAUSO_DATA: '/tmp/x',
  })
  expect(readIngestConfig({ VOTER_KEY: secret, APLAUSO_DATA: '/tmp/x' }).RELAY_PORT).toBeUndefined()
})

test('all problems are reported at once, by name, without values', () => {
  const problems = (() => {
    try {
      readIngestConfig({ GRPC_PORT: 'ninety', RELAY_PORT: '4803', VOTER_KEY: 'too short a secret' })
    } catch (error) {
      return error instanceof ConfigError ? error.problems : []
    }
    return []
  })()
  expect(problems).toHaveLength(4)
  expect(problems).toEqual(
    expect.arrayContaining([
      'GRPC_PORT: must be a port number',
      'RELAY_KEY: is required with RELAY_PORT',
      'VOTER_KEY: must have at least 32 characters',
      expect.stringMatching(/^environment: set KAFKA_BROKERS, or APLAUSO_DATA/),
    ]),
  )
  expect(problems.join()).not.toContain('too short a secret')
})
