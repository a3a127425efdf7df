/** The first and the last code point of a range. */
export type Range = readonly [first: number, last: number]

/** Writes ranges in ascending order as a table: for each the gap before it and its length less one, in base 36. */
export function tableOf(ranges: readonly Range[]): string {
  let next = 0
  return ranges
    .flatMap(([first, last]) => {
      const pair = [first - next, last - first]
      next = last + 1
      return pair.map((number) => number.toString(36))
    })
    .join(' ')
}

/** The ranges that a table holds. */
export function rangesOf(table: string): readonly Range[] {
  const numbers = table.split(' ').map((digits) => Number.parseInt(digits, 36))
  const ranges: Range[] = []
  let next = 0
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    const first = next + (numbers[at] ?? 0)
    next = first + (numbers[at + 1] ?? 0) + 1
    ranges.push([first, next - 1])
  }
  return ranges
}

/** A table's code points as part of a character class, for regular expressions with flag `u`. */
export function classOf(table: string): string {
  const escaped = (point: number) => `\\u{${point.toString(16)}}`
  return rangesOf(table)
    .map(([first, last]) => (first === last ? escaped(first) : `${escaped(first)}-${escaped(last)}`))
    .join('')
}
