import { ConfigError, readConfig } from '@aplauso/process'
import { describe, expect, it } from 'vitest'
import { httpConfig } from './config.ts'

const problemsOf = (environment: Record<string, string>) => {
  try {
    readConfig(httpConfig, environment)
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)]
  }
}

describe('the functions’ configuration', () => {
  it('has defaults that fit Cloud Run and let no page in', () => {
    expect(readConfig(httpConfig, {})).toEqual({ HOST: '0.0.0.0', PORT: 8080, ALLOWED_ORIGINS: [] })
  })

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
