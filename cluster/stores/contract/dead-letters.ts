import { describe, expect, it, onTestFinished } from 'vitest'
import type { DeadLetters } from '../ports/dead-letters.ts'

/** What every log of dead letters must do. `open` gives one that is empty. */
export function deadLettersContract(name: string, open: () => Promise<DeadLetters>): void {
  const letter = (offset: number) => ({
    source: { incarnation: '1', partition: 3, offset },
    key: `u\u001fdefault\u001f${offset}`,
    value: `{"name":"Trébol 🎸 ${offset}"}`,
    reason: 'refused by the archive',
  })

  describe(`${name} as a log of dead letters`, { timeout: 60_000 }, () => {
    it('gives back what was buried, each once', async () => {
      const letters = await open()
      onTestFinished(() => letters.close())
      expect(await letters.all()).toEqual([])
      await letters.bury([letter(1), letter(2)])
      await letters.bury([letter(2), letter(3)])
      const all = [...(await letters.all())].sort((a, b) => a.source.offset - b.source.offset)
      expect(all).toEqual([letter(1), letter(2), letter(3)])
    })

    it('keeps where the vote’s first letter came from', async () => {
      const letters = await open()
      onTestFinished(() => letters.close())
      const again = { ...letter(5), origin: { incarnation: '1', partition: 2, offset: 7 } }
      await letters.bury([again])
      expect(await letters.all()).toEqual([again])
    })

    it('takes a letter larger than the log takes records, whatever it holds, among small ones', async () => {
      const letters = await open()
      onTestFinished(() => letters.close())
      const large = ['"', 'x', '€'].map((filler, at) => ({ ...letter(20 + at), value: filler.repeat(600_000) }))
      await letters.bury([letter(1), ...large, letter(2)])
      await letters.bury(large.slice(0, 1))
      const all = [...(await letters.all())].sort((a, b) => a.source.offset - b.source.offset)
      expect(all).toEqual([letter(1), letter(2), ...large])
    })
  })
}
