import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureNesting } from './nesting.ts'

const measure = (text: string, maxDepth = 1_000) => {
  const bytes = new TextEncoder().encode(text)
  return measureNesting(bytes, 0, bytes.length, maxDepth)
}

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Object.values(value).reduce((deepest: number, member) => Math.max(deepest, depthOf(member)), 0)
    : 0

describe('measureNesting', () => {
  it('agrees with a parser on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(4), (value, indent) => {
        const { depth, elements } = measure(JSON.stringify(value, null, indent))
        expect(depth).toBe(depthOf(value))
        expect(elements).toBe(Array.isArray(value) ? Math.max(1, value.length) : 0)
      }),
    )
  })

  it.each([
    ['"[[[["', 0],
    ['"\\"[[[["', 0],
    ['"\\\\"[[', 2],
    ['{"a\\"{":[1]}', 2],
    ['"never ends [[[[', 0],
    ['"\\', 0],
    ['', 0],
    ['é"é["[', 1],
  ])('%s has depth %i', (text, depth) => {
    expect(measure(text).depth).toBe(depth)
  })

  it('stops one level beyond the limit, however long the text', () => {
    expect(measure('['.repeat(1_000_000), 32).depth).toBe(33)
    expect(measure(`${'['.repeat(32)}${']'.repeat(32)}`, 32).depth).toBe(32)
  })

  it('looks at no byte outside its range', () => {
    const bytes = new TextEncoder().encode('[[{}[[')
    expect(measureNesting(bytes, 2, 4, 32)).toEqual({ depth: 1, elements: 0 })
  })
})
