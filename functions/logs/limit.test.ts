import { describe, expect, it } from 'vitest'
import { readLimit } from './limit.ts'

const read = (query: string) => readLimit(new URLSearchParams(query))

describe('limit', () => {
  it.each([
    ['', 20],
    ['limit=1', 1],
    ['limit=500', 500],
    ['other=x', 20],
  ])('of "%s" is %i', (query, limit) => {
    expect(read(query)).toEqual({ limit })
  })

  it.each([
    ['limit=', 'format'],
    ['limit=ten', 'format'],
    ['limit=-1', 'format'],
    ['limit=1.5', 'format'],
    ['limit=1e2', 'format'],
    ['limit=%D9%A1', 'format'],
    ['limit[$gt]=', undefined],
    ['limit=0', 'out_of_range'],
    ['limit=501', 'out_of_range'],
    [`limit=${'9'.repeat(400)}`, 'out_of_range'],
    ['limit=5&limit=6', 'conflict'],
  ])('of "%s" has the fault %s', (query, code) => {
    expect(read(query).fault?.code).toBe(code)
  })
})
