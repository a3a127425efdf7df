import { expect, test } from 'vitest'
import { z } from 'zod'
import { ConfigError, flag, list, port, readConfig, secret, wholeNumber } from './config.ts'

const schema = z.object({
  PORT: port.default(80),
  LIMIT: wholeNumber(1, 10).optional(),
  KEY: secret,
  ORIGINS: list.optional(),
  LOUD: flag.optional(),
})
const key = 'k'.repeat(32)

function problems(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(schema, environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('texts become values, an empty variable is an absent one, others are left alone', () => {
  const environment = { PORT: '', LIMIT: '10', KEY: key, ORIGINS: ' a, b ,,', LOUD: 'false', OTHER: 'x' }
  expect(readConfig(schema, environment)).toEqual({ PORT: 80, LIMIT: 10, KEY: key, ORIGINS: ['a', 'b'], LOUD: false })
})

test('every problem is reported at once by the variable’s name, without its value', () => {
  const reported = problems({ PORT: '65536', LIMIT: '11', KEY: 'hush', LOUD: 'yes' })
  expect(reported).toEqual([
    'PORT: must be a port number up to 65535',
    'LIMIT: must be a whole number from 1 to 10',
    'KEY: must have at least 32 characters',
    'LOUD: must be true or false',
  ])
  expect(reported.join()).not.toContain('hush')
})

test('a variable that is missing is said to be, whatever its kind', () => {
  expect(problems({})).toEqual(['KEY: is required but not set'])
  expect(problems({ KEY: '' })).toEqual(['KEY: is required but not set'])
})

test('problems of two parts of a configuration are reported together', () => {
  const both = schema.and(z.object({ A: z.string().optional() }).refine(({ A }) => A, 'set A'))
  expect(() => readConfig(both, { PORT: 'x', KEY: key })).toThrow('PORT: must be a port number\nenvironment: set A')
})

test.each(['-1', '1.5', '+1', ' 1', '0x10', '1e1', '1234567890123456'])('%j is not a whole number', (LIMIT) => {
  expect(problems({ KEY: key, LIMIT })).toHaveLength(1)
})
