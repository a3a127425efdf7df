import { describe, expect, it } from 'vitest'
import { exportKeyIn, exportVotes } from './export.ts'

const order = { logs: 'https://logs.example', filters: { band: 'A&B' }, format: 'csv', key: 'secret' } as const
const signal = new AbortController().signal

describe('an export', () => {
  it('asks with the filters, and with the key in a header only', async () => {
    let asked: { url: string; init: RequestInit } | undefined
    const answer = await exportVotes(order, signal, async (url, init) => {
      asked = { url, init }
      return new Response('contest,name\r\n', {
        headers: { 'content-disposition': 'attachment; filename="votes-20261125T201500Z.csv"' },
      })
    })
    expect(asked?.url).toBe('https://logs.example/v1/logs/export?format=csv&band=A%26B')
    expect(asked?.init.headers).toEqual({ authorization: 'Bearer secret' })
    if (answer.kind !== 'file') throw new Error(answer.kind)
    expect(answer.name).toBe('votes-20261125T201500Z.csv')
    expect(await answer.file.text()).toBe('contest,name\r\n')
  })

  it.each([
    [401, 'wrong_key'],
    [404, 'none'],
    [422, 'invalid'],
    [429, 'busy'],
    [503, 'failed'],
  ])('with the answer %i is %s', async (status, kind) => {
    expect(await exportVotes(order, signal, async () => new Response('{}', { status }))).toEqual({ kind })
  })

  it('fails if the file breaks off', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })
    expect(await exportVotes(order, signal, async () => new Response(broken))).toEqual({ kind: 'failed' })
  })
})

describe('the export key', () => {
  it('comes back from the storage, and is forgotten if it is empty', () => {
    const items = new Map<string, string>()
    const key = exportKeyIn(() => ({
      getItem: (name) => items.get(name) ?? null,
      setItem: (name, value) => void items.set(name, value),
      removeItem: (name) => void items.delete(name),
    }))
    expect(key.load()).toBe('')
    key.save('secret')
    expect(key.load()).toBe('secret')
    key.save('')
    expect(items.size).toBe(0)
  })

  it('is missing where storage is disabled', () => {
    const key = exportKeyIn(() => {
      throw new Error('SecurityError')
    })
    key.save('secret')
    expect(key.load()).toBe('')
  })
})
