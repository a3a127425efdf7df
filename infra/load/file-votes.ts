import { randomUUID } from 'node:crypto'
import {
  objectIn,
  type PreparedVote,
  prepareVote,
  readVoteFile,
  type VoteFileOptions,
  type VoteLine,
} from '../clients/cast/index.ts'

/** The votes of files, repeated endlessly, each under a new id. */
export interface FileVotes {
  readonly next: () => PreparedVote
  /** lines that are not cast, because the chosen channels cannot carry them */
  readonly leftOut: number
  /** what a person should know about the files, a sentence each */
  readonly warnings: readonly string[]
}

export interface FileVotesOptions extends Omit<VoteFileOptions, 'noIds'> {
  /** whether votes also go over gRPC; if so, lines that protobuf cannot carry are left out */
  readonly grpc: boolean
}

/**
 * Reads vote files for an endless load. Replaces each vote's id, so that every vote sent counts.
 * @throws Error with a message for people if a file cannot be read, or no vote is left
 */
export function fileVotes(paths: readonly string[], { grpc, ...options }: FileVotesOptions): FileVotes {
  const files = paths.map((path) => readVoteFile(path, { ...options, noIds: true }))
  const lines = files.flatMap((file) => file.lines)
  const fit = lines.filter((line) => !grpc || withFreshId(line).message)
  if (fit.length === 0) throw new Error(`${paths.join(', ')}: it holds no vote to cast`)
  let number = 0
  const next = () => {
    const vote = withFreshId(fit[number % fit.length] ?? { number: 0, text: '' })
    number += 1
    return vote
  }
  return { next, leftOut: lines.length - fit.length, warnings: files.flatMap(({ warnings }) => warnings) }
}

/** A line that is not a JSON object cannot have an id: it is sent unchanged, for the door to refuse. */
function withFreshId(line: VoteLine): PreparedVote {
  const vote = objectIn(line.text)
  if (!vote) return line
  return prepareVote({ number: line.number, text: JSON.stringify({ ...vote, id: randomUUID() }) }, '')
}
