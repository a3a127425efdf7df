import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entriesOf, grouped, LetterAssembler } from './letter-parts.ts'

const source = { incarnation: '1', partition: 3, offset: 17 }
const letter = { source, key: 'k', value: '{"v":2}', reason: 'unknown version 2' }

function assembled(entries: readonly { readonly key: string; readonly value: string }[]) {
  const assembler = new LetterAssembler()
  for (const entry of entries) assembler.add(entry)
  return assembler.letters
}

describe('a letter in the topic', () => {
  it('is one entry under its source, as ever, where it is not large', () => {
    expect(entriesOf(letter)).toEqual([{ key: '1:3:17', value: JSON.stringify(letter) }])
  })

  it('fits what a broker takes, whatever it holds, and is read back whole', () => {
    for (const filler of ['"', '\\', '\u0001', '\ud800', '€', '𝄞']) {
      const large = { ...letter, value: filler.repeat(1_000_000), origin: source }
      const entries = entriesOf(large)
      for (const { value } of entries) expect(Buffer.byteLength(value)).toBeLessThan(700_000)
      expect(assembled(entries)).toEqual([large])
    }
  })

  it('is read back once from entries in any order and number, and not at all where a part is missing', () => {
    const entries = entriesOf({ ...letter, value: 'x'.repeat(450_000) })
    expect(entries.length).toBe(5)
    fc.assert(
      fc.property(fc.shuffledSubarray([...entries, ...entries, ...entries]), (some) => {
        const isWhole = new Set(some).size === entries.length
        expect(assembled(some).length).toBe(isWhole ? 1 : 0)
      }),
    )
  })

  it('is sent in groups below what a broker takes, none of them empty, in order', () => {
    const entry = fc.integer({ min: 0, max: 700_000 }).map((size) => ({ key: 'k', value: 'x'.repeat(size) }))
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
        const groups = [...grouped(entries)]
        expect(groups.flat()).toEqual(entries)
        for (const group of groups) {
          expect(group.length).toBeGreaterThan(0)
          expect(group.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThanOrEqual(900_000)
        }
      }),
      { numRuns: 30 },
    )
  })
})
