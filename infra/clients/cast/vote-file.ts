import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { csvLines } from './csv.ts'

/** One vote of a file, unchanged. */
export interface VoteLine {
  /** the line in an NDJSON or CSV file, or the position in an array, from 1 */
  readonly number: number
  /** JSON text on one line; if it is malformed, the door says so */
  readonly text: string
}

export interface VoteFile {
  /** base64url SHA-256 of the file's bytes */
  readonly digest: string
  readonly lines: readonly VoteLine[]
}

/**
 * Reads a vote file: a JSON array of votes, a single vote, NDJSON (blank lines are skipped), or, if its name ends in .csv,
 * CSV with a head line.
 * @throws Error with a message for people if there is no such file, or it has none of these formats
 */
export function readVoteFile(path: string): VoteFile {
  const bytes = readBytes(path)
  // Decoding drops a leading byte order mark and replaces invalid UTF-8 by U+FFFD, as both doors do.
  const text = new TextDecoder().decode(bytes)
  const lines = /\.csv$/i.test(path) ? csvLines(text, path) : linesOf(text, path)
  return { digest: createHash('sha256').update(bytes).digest('base64url'), lines }
}

/** The members of a JSON object; undefined if the text is anything else. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw new Error(`There is no file ${path}`)
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

function linesOf(text: string, path: string): VoteLine[] {
  const ndjson = () =>
    text.split('\n').flatMap((line, index) => (/\S/.test(line) ? [{ number: index + 1, text: line }] : []))
  const whole = parse(text)
  if (whole.error === undefined) {
    const votes = Array.isArray(whole.value) ? whole.value : [whole.value]
    return votes.map((vote: unknown, index) => ({ number: index + 1, text: JSON.stringify(vote) }))
  }
  const lines = ndjson()
  const [first] = lines
  // Read as NDJSON, a malformed array would be thousands of malformed lines; a single error says more.
  if (first?.text.trimStart().startsWith('[') && parse(first.text).error !== undefined)
    throw new Error(`${path} is not a JSON array of votes: ${whole.error}`)
  return lines
}

function parse(text: string): { value: unknown; error?: undefined } | { error: string } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
