import type { VoteMessage } from '@aplauso/ingest/client'
import { type Field, fields, sentField } from '@aplauso/proto'
import { objectIn, type VoteFile, type VoteLine } from '../vote-file/index.ts'

/** A vote ready to be cast: over HTTP as its text, over gRPC as its message if protobuf can carry it. */
export interface PreparedVote {
  readonly number: number
  readonly text: string
  readonly message?: VoteMessage
}

/** Prepares a line of a vote file. A vote without an id gets one from file and line, so that it counts once however often it is sent. */
export function prepareVote({ number, text }: VoteLine, fileDigest: string): PreparedVote {
  const vote = objectIn(text)
  if (!vote) return { number, text }
  const hasId = vote.id !== undefined && vote.id !== null
  const identified = hasId ? vote : { ...vote, id: `file-${fileDigest.slice(0, 22)}-${number}` }
  const message = messageOf(identified)
  return { number, text: hasId ? text : JSON.stringify(identified), ...(message ? { message } : {}) }
}

/** Prepares every vote of a file, in order. */
export function prepareVotes({ digest, lines }: VoteFile): readonly PreparedVote[] {
  return lines.map((line) => prepareVote(line, digest))
}

/**
 * The vote's message. Null counts as absent; a number in a field that takes numbers becomes its shortest text.
 * @returns undefined if protobuf cannot carry the JSON: another type, or a lone surrogate
 */
function messageOf(vote: Readonly<Record<string, unknown>>): VoteMessage | undefined {
  const message: Partial<Record<Field, string>> = {}
  for (const field of fields) {
    const value = vote[field] ?? undefined
    if (value === undefined) continue
    if (typeof value === 'number' && sentField(field).as === 'number') message[field] = String(value)
    else if (typeof value === 'string' && value.isWellFormed()) message[field] = value
    else return undefined
  }
  return message
}
