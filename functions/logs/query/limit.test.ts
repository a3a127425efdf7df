import { describe, expect, it } from 'vitest'
import { readLimit } from './limit.ts'

describe('limit', () => {
  it('is 20 where it is absent', () => {
    expect(readLimit(undefined)).toEqual({ value: 20 })
  })

  it.each(['1', '500', '020'])('of "%s" is that number', (text) => {
    expect(readLimit(text)).toEqual({ value: Number(text) })
  })

  it.each([
    ['', 'format'],
    ['ten', 'format'],
    ['-1', 'format'],
    ['1.5', 'format'],
    ['1e2', 'format'],
    ['\u0661', 'format'],
    ['0', 'out_of_range'],
    ['501', 'out_of_range'],
    ['9'.repeat(400), 'out_of_range'],
  ])('of "%s" has the fault %s', (text, code) => {
    expect(readLimit(text).code).toBe(code)
  })
})
