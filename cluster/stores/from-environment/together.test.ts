import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError, createLogger } from '@aplauso/process'
import { describe, expect, it } from 'vitest'
import { ready } from './ready.ts'
import { openTogether } from './together.ts'

const log = createLogger('test', 'silent')
const waiting = { log, unreachable: 'wait' } as const

function store() {
  const state = { closed: false }
  return {
    state,
    close: async () => {
      state.closed = true
    },
  }
}

describe('opening stores together', () => {
  it('hands out all of them', async () => {
    expect(await openTogether(waiting, { a: async () => ({ one: 1 }), b: async () => ({ two: 2 }) })).toEqual({
      a: { one: 1 },
      b: { two: 2 },
    })
  })

  it('reports the problems of all, does not wait for one that does not answer, and closes what was opened', async () => {
    const opened = store()
    const opening = openTogether(waiting, {
      good: async () => opened,
      wrong: () => Promise.reject(new ConfigError(['A: is wrong'])),
      slow: async () => {
        await sleep(100)
        throw new ConfigError(['B: is wrong', 'C: is wrong'])
      },
      silent: (readiness) => ready('silent', readiness, () => Promise.reject(new Error('no answer'))).then(() => ({})),
    })
    await expect(opening).rejects.toEqual(new ConfigError(['A: is wrong', 'B: is wrong', 'C: is wrong']))
    expect(opened.state.closed).toBe(true)
  })

  it('gives up waiting when it is asked to stop', async () => {
    const stopping = new AbortController()
    const opening = openTogether(
      { ...waiting, signal: stopping.signal },
      { silent: (readiness) => ready('silent', readiness, () => Promise.reject(new Error('no'))).then(() => ({})) },
    )
    stopping.abort()
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('waiting for an engine', () => {
  it('ends when it answers', async () => {
    let asked = 0
    await ready('late', waiting, async () => {
      asked += 1
      if (asked < 2) throw new Error('not yet')
    })
    expect(asked).toBe(2)
  })

  it('goes on at once where that is what is wanted, but not with a wrong configuration', async () => {
    const going = { log, unreachable: 'go on' } as const
    await ready('absent', going, () => Promise.reject(new Error('no answer')))
    await expect(ready('wrong', going, () => Promise.reject(new ConfigError(['A: is wrong'])))).rejects.toThrow('A: is')
  })
})
