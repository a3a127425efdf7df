/** By which column a table is sorted. */
export interface Sorting<Column extends string> {
  readonly column: Column
  readonly isDescending: boolean
}

/** Chooses a column: numbers begin with the greatest, names with the first; the same column once more turns it round. */
export function sortingBy<Column extends string>(
  column: Column,
  isNumber: boolean,
  before: Sorting<Column> | null,
): Sorting<Column> {
  return { column, isDescending: before?.column === column ? !before.isDescending : isNumber }
}

/**
 * Sorts rows by a value of each: numbers as numbers, texts by the language's rules, numbers within them too (so that
 * "Banda 9" is before "Banda 10"). Rows without a value come last.
 */
export function sortedRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number | null,
  isDescending: boolean,
  locale: string,
): readonly Row[] {
  const { compare } = new Intl.Collator(locale, { numeric: true })
  const turn = isDescending ? -1 : 1
  return rows.toSorted((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return turn * (typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b)))
  })
}
