import { type ExportedVote, exportFields } from './fields.ts'

/**
 * The places where a spreadsheet may take what follows for a formula, also behind characters that it does not show: a
 * cell's start, and what becomes one where semicolons, tabs or line ends separate cells instead of commas.
 */
const formulaStart = /(^|[;\t\r\n])(?=[\s\p{Cf}\p{Cc}]*[=+\-@|%＝＋－＠])/gu

/** A byte order mark: without it spreadsheets take UTF-8 for something else. */
const mark = '\ufeff'

/** Lines as RFC 4180 has them. */
const lineEnd = '\r\n'

/** A CSV file's first line. */
export const csvHead = `${mark}${exportFields.join(',')}${lineEnd}`

/** A vote as a line of CSV. An apostrophe goes before whatever could be a formula; numbers stay numbers. */
export function csvLine(vote: ExportedVote): string {
  return `${exportFields.map((field) => cell(vote[field])).join(',')}${lineEnd}`
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const harmless = value.replace(formulaStart, "$1'")
  return /["',\s\ufeff]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
