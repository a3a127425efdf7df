import { randomUUID } from 'node:crypto'
import { type PreparedVote, prepareVote, readVoteFile, type VoteLine } from '../clients/cast/index.ts'

/** The votes of files, over and over, each time under an id of their own. */
export interface FileVotes {
  readonly next: () => PreparedVote
  /** lines that the doors asked for cannot carry; they are not cast */
  readonly leftOut: number
}

/**
 * Reads vote files for a load that has no end. A vote's own id is replaced, so that each one sent is a vote that counts.
 * @param grpc whether votes go to the gRPC door too: then a line that protobuf cannot carry is left out
 * @throws Error with a sentence for a person where a file cannot be read, or no vote is left
 */
export function fileVotes(paths: readonly string[], { grpc }: { readonly grpc: boolean }): FileVotes {
  const lines = paths.flatMap((path) => readVoteFile(path).lines)
  const fit = lines.filter((line) => !grpc || withFreshId(line).message)
  if (fit.length === 0) throw new Error(`${paths.join(', ')}: there is no vote to cast`)
  let number = 0
  const next = () => {
    const ballot = withFreshId(fit[number % fit.length] ?? { number: 0, text: '' })
    number += 1
    return ballot
  }
  return { next, leftOut: lines.length - fit.length }
}

/** A line that is no JSON object can have no id: it goes as it stands, for the door to refuse. */
function withFreshId(line: VoteLine): PreparedVote {
  try {
    const vote: unknown = JSON.parse(line.text)
    if (typeof vote !== 'object' || vote === null || Array.isArray(vote)) return line
    return prepareVote({ number: line.number, text: JSON.stringify({ ...vote, id: randomUUID() }) }, '')
  } catch {
    return line
  }
}
