import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { messageOf } from '@aplauso/process/portable'
import { csvVotes } from './csv.ts'
import { decodeFile, type Encoding } from './encoding.ts'
import { type FoundVote, jsonVotes, type VoteMembers } from './json.ts'
import { type KeyMap, mapKeys, requireFieldNames } from './map-keys.ts'
import { rowNumberWarning } from './row-numbers.ts'

export interface VoteFileOptions {
  /** by default the file's keys are the fields' names */
  readonly keyMap?: KeyMap
  /** by default what the file says, or a guess, which a warning names */
  readonly encoding?: Encoding
  /** whether the file's ids are left out, so that every vote gets one of its own */
  readonly noIds?: boolean
}

/** One vote of a file, ready to be judged by a door. */
export interface VoteLine {
  /** the line in an NDJSON or CSV file, or the position in an array, from 1 */
  readonly number: number
  /** JSON text on one line; if it is malformed, the door says so */
  readonly text: string
}

export interface VoteFile {
  /** base64url SHA-256 of the file's bytes */
  readonly digest: string
  /** at least one */
  readonly lines: readonly VoteLine[]
  /** what a person should know about the file, a sentence each */
  readonly warnings: readonly string[]
}

const noKeys: KeyMap = new Map()
const decimalComma = /^-?[0-9]{1,6},[0-9]{1,2}$/

/**
 * Reads a vote file: a JSON array of votes, a single vote, NDJSON (blank lines are skipped), or, if its name ends in .csv,
 * CSV with a head line. `infra/load/locust/vote_file.py` reads the same files in the same way.
 * @throws Error with a message for people if there is no such file, it has none of these formats, it names its fields in
 * another way, or it holds no votes
 */
export function readVoteFile(path: string, options: VoteFileOptions = {}): VoteFile {
  const { keyMap = noKeys, encoding } = options
  const bytes = readBytes(path)
  const { text, warnings } = decodeFile(bytes, path, encoding)
  const found = findVotes(text, path, keyMap)
  if (found.votes.length === 0) throw new Error(`no votes in ${path}`)
  if (found.keys.length > 0) requireFieldNames(found.keys, keyMap, path)
  const votes = found.votes.map((vote) => settle(vote, { ...options, keyMap, decimalComma: found.decimalComma }))
  const rowNumbers = rowNumberWarning(votes.map(({ members }) => members))
  return {
    digest: createHash('sha256').update(bytes).digest('base64url'),
    lines: votes.map(({ number, text: line }) => ({ number, text: line })),
    warnings: rowNumbers === undefined ? warnings : [...warnings, rowNumbers],
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw new Error(`There is no file ${path}`)
    throw new Error(`${path} cannot be read: ${messageOf(error)}`)
  }
}

interface Found {
  readonly votes: readonly FoundVote[]
  /** of the head line or the first object; empty if there is neither */
  readonly keys: readonly string[]
  readonly decimalComma: boolean
}

function findVotes(text: string, path: string, keyMap: KeyMap): Found {
  if (/\.csv$/i.test(path)) return csvVotes(text, path)
  const [idKey = 'id'] = [...keyMap].find(([, field]) => field === 'id') ?? []
  const votes = jsonVotes(text, path, idKey)
  const first = votes.find(({ members }) => members)?.members
  return { votes, keys: Object.keys(first ?? {}), decimalComma: false }
}

interface Settling extends VoteFileOptions {
  readonly keyMap: KeyMap
  readonly decimalComma: boolean
}

/** The vote under the fields' names, without its id if that is not wanted, its rank with a decimal point. */
function settle({ number, text, members }: FoundVote, { keyMap, noIds, decimalComma: isComma }: Settling): FoundVote {
  if (!members) return { number, text, members }
  let vote: VoteMembers = keyMap.size > 0 ? mapKeys(members, keyMap) : members
  if (noIds && 'id' in vote) {
    const { id: _, ...others } = vote
    vote = others
  }
  if (isComma && typeof vote.rank === 'string' && decimalComma.test(vote.rank))
    vote = { ...vote, rank: vote.rank.replace(',', '.') }
  return vote === members ? { number, text, members } : { number, text: JSON.stringify(vote), members: vote }
}
