import { ConfigError, readConfig } from '@aplauso/process'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { chosenArchive } from './archive-config.ts'
import { archives } from './archives.ts'
import { archiveConfig, logConfig, tallyConfig } from './index.ts'

const all = logConfig.and(archiveConfig).and(tallyConfig)

function problems(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(all, environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('what the environment names', () => {
  it('is the embedded engines with APLAUSO_DATA alone', () => {
    expect(problems({ APLAUSO_DATA: '/data' })).toEqual([])
  })

  it('is reported for each store where nothing is set', () => {
    expect(problems({})).toEqual([
      'environment: set KAFKA_BROKERS, or APLAUSO_DATA for the embedded log',
      'environment: set MONGODB_URI, or APLAUSO_DATA for the embedded archive',
      'environment: set UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or APLAUSO_DATA for the embedded tally',
    ])
  })

  it('is the archive that the first variable chooses, also with APLAUSO_DATA', () => {
    const both = { MONGODB_URI: 'mongodb://127.0.0.1', APLAUSO_DATA: '/data' }
    expect(chosenArchive(both)).toEqual({ engine: archives.MONGODB_URI, address: 'mongodb://127.0.0.1' })
    expect(chosenArchive({ APLAUSO_DATA: '/data' })).toEqual({ engine: archives.APLAUSO_DATA, address: '/data' })
    expect(chosenArchive({})).toBeUndefined()
  })

  it.each(Object.entries(archives))(
    '%s is a variable that its archive reads and that may be absent',
    (name, engine) => {
      const variables: Readonly<Record<string, unknown>> = engine.variables
      expect(Object.keys(variables)).toContain(name)
      expect(z.object(engine.variables).safeParse({}).success).toBe(true)
    },
  )

  it('has all its faults reported at once, without a value', () => {
    const wrong = {
      KAFKA_BROKERS: 'somewhere',
      KAFKA_SSL: 'yes',
      KAFKA_PASSWORD: 'hush-hush',
      KAFKA_CA_FILE: '/nowhere/ca.pem',
      KAFKA_TOPIC: 'no topic',
      MONGODB_URI: 'http://user:hush-hush@host',
      UPSTASH_REDIS_REST_URL: 'redis://host',
    }
    const reported = problems(wrong)
    expect(reported.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'KAFKA_BROKERS',
      'KAFKA_CA_FILE',
      'KAFKA_SASL_MECHANISM',
      'KAFKA_SSL',
      'KAFKA_TOPIC',
      'MONGODB_URI',
      'UPSTASH_REDIS_REST_TOKEN',
      'UPSTASH_REDIS_REST_URL',
    ])
    expect(reported.join()).not.toContain('hush')
  })
})
