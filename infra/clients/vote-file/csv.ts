import type { FoundVote } from './json.ts'

/** The votes of a CSV file. */
export interface CsvVotes {
  /** the cells of the head line */
  readonly keys: readonly string[]
  readonly votes: readonly FoundVote[]
  /** whether numbers may have a decimal comma, since the comma does not separate cells */
  readonly decimalComma: boolean
}

interface Row {
  /** the line on which the row begins, from 1 */
  readonly number: number
  readonly cells: readonly string[]
}

const separators = [',', ';', '\t'] as const
/** The line by which Excel names the separator, before the head line. */
const separatorLine = /^"?sep=([,;|\t])"?[ \t]*$/i
const aroundKeys = /^[ \t\u00a0]+|[ \t\u00a0]+$/g

/**
 * Reads the votes of a CSV file (RFC 4180), whose lines end with a line feed. The head line names the fields; an empty cell
 * is an absent field; every value is text. The separator is the one that a first line such as `sep=;` names, else the
 * comma, semicolon or tab, whichever the head line has most of. Blank lines are skipped.
 * @throws Error naming the line if a quote is not closed as it should, or a row has another number of cells than the head line
 */
export function csvVotes(source: string, path: string): CsvVotes {
  const lines = source.split('\n')
  const named = separatorLine.exec(lines[0] ?? '')?.[1]
  const separator = named ?? mostFrequentIn(lines.find((line) => !isBlank(line)) ?? '')
  const [head, ...rows] = rowsOf(source, separator, path).slice(named === undefined ? 0 : 1)
  const keys = head?.cells.map((key) => key.replace(aroundKeys, '')) ?? []
  const votes = rows.map(({ number, cells }) => {
    if (cells.length !== keys.length)
      throw new Error(`${path}, line ${number}: ${cells.length} cells; the head line has ${keys.length}`)
    const pairs = keys.map((key, at) => [key, cells[at] ?? ''] as const)
    const members = Object.fromEntries(pairs.filter(([, value]) => value !== ''))
    return { number, text: JSON.stringify(members), members }
  })
  return { keys, votes, decimalComma: separator !== ',' }
}

function mostFrequentIn(headLine: string): string {
  const many = (separator: string) => headLine.split(separator).length
  return separators.reduce((best, separator) => (many(separator) > many(best) ? separator : best), ',')
}

function isBlank(text: string): boolean {
  return !/[^ \t]/.test(text)
}

function rowsOf(source: string, separator: string, path: string): Row[] {
  const rows: Row[] = []
  let line = 1
  let number = 1
  let cells: string[] = []
  let cell = ''
  let quote: 'none' | 'open' | 'closed' = 'none'
  const endCell = () => {
    cells.push(cell)
    cell = ''
    quote = 'none'
  }
  const endRow = () => {
    endCell()
    if (!cells.every(isBlank)) rows.push({ number, cells })
    cells = []
    number = line
  }
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at]
    if (character === '\n') line += 1
    if (quote === 'open') {
      if (character !== '"') cell += character
      else if (source[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quote = 'closed'
    } else if (character === separator) endCell()
    else if (character === '\n') endRow()
    else if (quote === 'closed') throw new Error(`${path}, line ${number}: a cell goes on after its closing quote`)
    else if (character === '"' && cell === '') quote = 'open'
    else cell += character
  }
  if (quote === 'open') throw new Error(`${path}, line ${number}: a quote is opened and never closed`)
  endRow()
  return rows
}
