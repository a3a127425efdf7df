import { ConfigError, readConfig } from '@aplauso/process'
import { describe, expect, it } from 'vitest'
import { httpConfig, placeOf } from './config.ts'

const problemsOf = (environment: Record<string, string>) => {
  try {
    readConfig(httpConfig, environment)
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)]
  }
}

describe('the functions’ configuration', () => {
  it('has defaults that let no page in', () => {
    expect(readConfig(httpConfig, {})).toEqual({ PORT: 8080, ALLOWED_ORIGINS: [] })
  })

  it.each([
    [{}, '127.0.0.1', false],
    [{ HOST: '0.0.0.0' }, '0.0.0.0', false],
    [{ K_SERVICE: 'aplauso-logs' }, '0.0.0.0', true],
    [{ K_SERVICE: 'aplauso-logs', HOST: '::1' }, '::1', true],
  ])(
    'listens on this machine alone unless HOST says otherwise, or runs on Cloud Run (%j)',
    (given, host, isDeployed) => {
      expect(placeOf(readConfig(httpConfig, given))).toEqual({ host, port: 8080, isDeployed })
    },
  )

  it('reads a list of origins', () => {
    const { ALLOWED_ORIGINS } = readConfig(httpConfig, {
      ALLOWED_ORIGINS: 'http://127.0.0.1:8000, https://votes.example',
    })
    expect(ALLOWED_ORIGINS).toEqual(['http://127.0.0.1:8000', 'https://votes.example'])
  })

  it.each(['https://votes.example/', 'votes.example', 'https://votes.example/page', 'null'])(
    'refuses the origin %s',
    (origin) => {
      expect(problemsOf({ ALLOWED_ORIGINS: origin })).toEqual([
        'ALLOWED_ORIGINS: must be origins such as https://votes.example, or *',
      ])
    },
  )

  it('reports all problems at once', () => {
    expect(problemsOf({ PORT: '70000', ALLOWED_ORIGINS: 'x' })).toHaveLength(2)
  })
})
