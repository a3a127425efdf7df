import { type ExportedVote, exportFields } from './fields.ts'

/** What makes a spreadsheet take a cell for a formula, also behind characters that it does not show. */
const formula = /^[\s\p{Cf}\p{Cc}]*[=+\-@|%＝＋－＠]/u

/** A byte order mark: without it spreadsheets take UTF-8 for something else. */
const mark = '\ufeff'

/** Lines as RFC 4180 has them. */
const lineEnd = '\r\n'

/** A CSV file's first line. */
export const csvHead = `${mark}${exportFields.join(',')}${lineEnd}`

/** A vote as a line of CSV. A text that could be a formula gets an apostrophe before it; numbers stay numbers. */
export function csvLine(vote: ExportedVote): string {
  return `${exportFields.map((field) => cell(vote[field])).join(',')}${lineEnd}`
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const harmless = formula.test(value) ? `'${value}` : value
  return /["',\s\ufeff]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
