import type { VoteLine } from './vote-file.ts'

interface Row {
  /** the line on which the row begins, from 1 */
  readonly number: number
  readonly cells: readonly string[]
}

const separators = [',', ';', '\t'] as const

/**
 * Reads the votes of a CSV file (RFC 4180). The head line names the fields; an empty cell is an absent field; every value
 * is text. The separator is the comma, semicolon or tab, whichever the head line has most of. Blank lines are skipped.
 * @throws Error naming the line if a quote is never closed, or a row has another number of cells than the head line
 */
export function csvLines(text: string, path: string): VoteLine[] {
  const [head, ...rows] = rowsOf(text, separatorOf(text), path)
  if (!head) return []
  return rows.map(({ number, cells }) => {
    if (cells.length !== head.cells.length)
      throw new Error(`${path}, line ${number}: ${cells.length} cells; the head line has ${head.cells.length}`)
    const fields = head.cells.map((key, at) => [key.trim(), cells[at] ?? ''] as const)
    return { number, text: JSON.stringify(Object.fromEntries(fields.filter(([, value]) => value !== ''))) }
  })
}

function separatorOf(text: string): string {
  const [head = ''] = text.split('\n', 1)
  const many = (separator: string) => head.split(separator).length
  return separators.reduce((best, separator) => (many(separator) > many(best) ? separator : best), ',')
}

function rowsOf(text: string, separator: string, path: string): Row[] {
  const rows: Row[] = []
  let line = 1
  let number = 1
  let cells: string[] = []
  let cell = ''
  let openedOn: number | undefined
  const endCell = () => {
    cells.push(cell)
    cell = ''
  }
  const endRow = () => {
    endCell()
    if (cells.some((value) => /\S/.test(value))) rows.push({ number, cells })
    cells = []
  }
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '\n') line += 1
    if (openedOn !== undefined) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else openedOn = undefined
    } else if (character === '"' && cell === '') openedOn = line
    else if (character === separator) endCell()
    else if (character === '\n') {
      endRow()
      number = line
    } else if (character !== '\r' || text[at + 1] !== '\n') cell += character
  }
  if (openedOn !== undefined) throw new Error(`${path}, line ${openedOn}: a quote is opened and never closed`)
  endRow()
  return rows
}
