import { type Redriven, sourceOf, sourceText } from '../ports/source.ts'
import type { AddedColumn } from './database.ts'

/** The columns of a table whose records may be redriven: the texts of two sources. */
export function redrivenColumns(table: string, index?: string): readonly AddedColumn[] {
  return [
    { table, column: 'origin', type: 'TEXT' },
    { table, column: 'letter', type: 'TEXT', ...(index === undefined ? {} : { index }) },
  ]
}

/** What stands in the columns, in their order. */
export function redrivenTexts(redriven: Redriven | undefined): [origin: string | null, letter: string | null] {
  return redriven ? [sourceText(redriven.origin), sourceText(redriven.letter)] : [null, null]
}

/** The member of a record that the columns make. */
export function redrivenMember({ origin, letter }: Record<string, unknown>): { readonly redriven?: Redriven } {
  const [first, last] = [sourceOf(String(origin)), sourceOf(String(letter))]
  return first && last ? { redriven: { origin: first, letter: last } } : {}
}
