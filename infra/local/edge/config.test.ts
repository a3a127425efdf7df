import { ConfigError } from '@aplauso/process'
import { expect, it } from 'vitest'
import { readHostConfig } from './config.ts'

const good = {
  APLAUSO_DATA: '/tmp/x',
  RELAY_URL: 'http://127.0.0.1:1',
  RELAY_KEY: 'r'.repeat(32),
  VOTER_KEY: 'v'.repeat(32),
}

it('the Worker gets only its own variables', () => {
  expect(readHostConfig({ ...good, PORT: '4803', OUTBOX_SHARDS: '', PATH: '/bin' })).toEqual({
    HOST: '127.0.0.1',
    PORT: 4803,
    APLAUSO_DATA: '/tmp/x',
    bindings: { RELAY_URL: good.RELAY_URL, RELAY_KEY: good.RELAY_KEY, VOTER_KEY: good.VOTER_KEY },
  })
})

it('problems of the host and of the Worker are reported together', () => {
  const read = () => readHostConfig({ PORT: 'x', RELAY_URL: 'nonsense', RELAY_KEY: 'short' })
  expect(read).toThrow(ConfigError)
  expect(read).toThrow(/PORT: .*APLAUSO_DATA: .*RELAY_URL: .*RELAY_KEY: .*VOTER_KEY: /s)
})
