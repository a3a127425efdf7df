import { type Redriven, sourceOf, sourceText } from '../ports/source.ts'

/**
 * Where redriven records come from, as texts of sources, by place. A table of its own: files of an older version have only
 * to be given it, and an older version that writes beside this one is not disturbed.
 */
export const redrivenTable = (place: readonly string[]) => `
  CREATE TABLE IF NOT EXISTS redriven (
    ${place.map((column) => `${column} ${column === 'incarnation' ? 'TEXT' : 'INTEGER'} NOT NULL,`).join(' ')}
    origin TEXT NOT NULL,
    letter TEXT NOT NULL,
    PRIMARY KEY (${place.join(', ')})
  ) WITHOUT ROWID;
`

/** What the table holds behind the place. */
export function redrivenTexts({ origin, letter }: Redriven): [origin: string, letter: string] {
  return [sourceText(origin), sourceText(letter)]
}

/** The member of a record that the table's columns make; none where they are null. */
export function redrivenMember({ origin, letter }: Record<string, unknown>): { readonly redriven?: Redriven } {
  const [first, last] = [sourceOf(String(origin)), sourceOf(String(letter))]
  return first && last ? { redriven: { origin: first, letter: last } } : {}
}
