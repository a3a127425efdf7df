import { describe, expect, it } from 'vitest'
import { etagOf, namesTag } from './etag.ts'

describe('an entity tag', () => {
  const etag = etagOf({ total: 1 })

  it('is the same for the same value and another for another', () => {
    expect(etagOf({ total: 1 })).toBe(etag)
    expect(etagOf({ total: 2 })).not.toBe(etag)
  })

  it.each([etag, etag.slice(2), `"other", ${etag}`, '*', ` ${etag} `])('is named by %s', (header) => {
    expect(namesTag(header, etag)).toBe(true)
  })

  it.each([undefined, '', '"other"', etag.slice(2, -2)])('is not named by %s', (header) => {
    expect(namesTag(header, etag)).toBe(false)
  })
})
