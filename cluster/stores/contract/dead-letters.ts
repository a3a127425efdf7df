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
  })
}
