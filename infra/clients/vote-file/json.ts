import { findJsonFault } from './json-fault.ts'

/** The members of a vote, as its file has them. */
export type VoteMembers = Readonly<Record<string, unknown>>

/** A vote as it was found in its file. */
export interface FoundVote {
  /** the line in an NDJSON or CSV file, or the position in an array, from 1 */
  readonly number: number
  /** JSON text on one line */
  readonly text: string
  /** undefined if the text is anything but a JSON object */
  readonly members: VoteMembers | undefined
}

/**
 * Reads the votes of a JSON array, a single vote, or NDJSON, of which blank lines are skipped and malformed ones stay.
 * @param idKey the key of ids: where they are numbers, they become the text that the file has
 * @throws Error with a message for people, naming line and column, if the text has none of these formats
 */
export function jsonVotes(source: string, path: string, idKey: string): readonly FoundVote[] {
  const whole = parse(source)
  if (whole) {
    const votes = Array.isArray(whole.value) ? whole.value : [whole.value]
    const sources = votes.some((vote) => hasNumber(vote, idKey)) ? withNumbersAsTexts(source) : undefined
    return votes.map((vote: unknown, index) => {
      const named = withTextId(vote, Array.isArray(sources) ? sources[index] : sources, idKey)
      return { number: index + 1, text: JSON.stringify(named), members: membersOf(named) }
    })
  }
  const lines = source.split('\n').flatMap((line, index) => (/[^ \t]/.test(line) ? [{ line, index }] : []))
  const [first] = lines
  const isBrokenArray = first?.line.trimStart().startsWith('[') && parse(first.line) === undefined
  const found = isBrokenArray ? [] : lines.map(({ line, index }) => foundOnLine(line, index + 1, idKey))
  // Read as NDJSON, a malformed array or object would be so many malformed votes; a single error says more.
  if (lines.length > 0 && !found.some(({ members }) => members)) {
    const { line, column, reason } = findJsonFault(source)
    throw new Error(`${path} is not JSON: line ${line}, column ${column}: ${reason}`)
  }
  return found
}

/** The members of a JSON object; undefined if the text is anything else. */
export function objectIn(text: string): VoteMembers | undefined {
  return membersOf(parse(text)?.value)
}

function foundOnLine(line: string, number: number, idKey: string): FoundVote {
  const members = objectIn(line)
  if (!hasNumber(members, idKey)) return { number, text: line, members }
  const named = withTextId(members, withNumbersAsTexts(line), idKey)
  return { number, text: JSON.stringify(named), members: membersOf(named) }
}

function membersOf(value: unknown): VoteMembers | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

function hasNumber(vote: unknown, key: string): boolean {
  return typeof membersOf(vote)?.[key] === 'number'
}

/** The vote with a number as id replaced by its text in the file, which may have more digits than a number holds. */
function withTextId(vote: unknown, source: unknown, idKey: string): unknown {
  return hasNumber(vote, idKey) ? { ...membersOf(vote), [idKey]: membersOf(source)?.[idKey] } : vote
}

/** The parsed JSON, each number as its text. */
function withNumbersAsTexts(json: string): unknown {
  return JSON.parse(json, (_, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' ? source : value,
  )
}

function parse(json: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(json) as unknown }
  } catch {
    return undefined
  }
}
