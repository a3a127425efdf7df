import type { VoteMessage } from '@aplauso/ingest/client'
import { type Field, fields } from '@aplauso/proto'
import type { VoteFile, VoteLine } from './vote-file.ts'

/** A vote ready to be cast: over HTTP as its text, over gRPC as its message, where protobuf can carry it. */
export interface Ballot {
  readonly number: number
  readonly text: string
  readonly message?: VoteMessage
}

/**
 * Makes a ballot of a file's line. A vote without an id gets one from the file and the line, so that it counts once
 * however often it is sent.
 */
export function ballotOf({ number, text }: VoteLine, fileDigest: string): Ballot {
  const vote = objectIn(text)
  if (!vote) return { number, text }
  const hasId = vote.id !== undefined && vote.id !== null
  const whole = hasId ? vote : { ...vote, id: `file-${fileDigest.slice(0, 22)}-${number}` }
  const message = messageOf(whole)
  return { number, text: hasId ? text : JSON.stringify(whole), ...(message ? { message } : {}) }
}

/** All ballots of a file, in its order. */
export function ballotsOf({ digest, lines }: VoteFile): readonly Ballot[] {
  return lines.map((line) => ballotOf(line, digest))
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/**
 * The vote's message: absent and null are the same there, numbers of `year` and `rank` travel as their shortest text.
 * @returns undefined where protobuf cannot say what the JSON says: another type, or a lone surrogate
 */
function messageOf(vote: Readonly<Record<string, unknown>>): VoteMessage | undefined {
  const message: Partial<Record<Field, string>> = {}
  for (const field of fields) {
    const value = vote[field] ?? undefined
    if (value === undefined) continue
    if (typeof value === 'number' && (field === 'year' || field === 'rank')) message[field] = String(value)
    else if (typeof value === 'string' && value.isWellFormed()) message[field] = value
    else return undefined
  }
  return message
}
