import { describe, expect, it } from 'vitest'
import { readPageConfig } from './page-config.ts'

const good = { results: 'http://127.0.0.1:1/', logs: 'https://logs.example', edge: 'https://e.example', grafana: null }

describe('config.json', () => {
  it('is read without trailing slashes', () => {
    expect(readPageConfig(good)).toEqual({ ...good, results: 'http://127.0.0.1:1' })
    expect(readPageConfig({ ...good, grafana: undefined }).grafana).toBeNull()
  })

  it('is refused naming every faulty member', () => {
    const bad = { results: 'javascript:alert(1)', logs: 5, edge: 'e.example', grafana: '' }
    expect(() => readPageConfig(bad)).toThrow('config.json: results, logs, edge, grafana')
    expect(() => readPageConfig(null)).toThrow('config.json: results, logs, edge')
  })
})
