import { setImmediate as turn } from 'node:timers/promises'
import type { LogCut } from '../walk/cut.ts'
import type { LogWalk } from '../walk/log-walk.ts'
import { exportedVote } from './fields.ts'
import type { Format } from './formats.ts'

/** Votes in one part of the file. */
const partVotes = 500

/**
 * The file of all votes below a cut, newest first, in parts. Whoever takes a part asks for the next; no more is held
 * than that and what was read ahead of each partition. @throws StoreUnavailable
 */
export async function* exportLines(walk: LogWalk, cut: LogCut | null, format: Format): AsyncGenerator<string> {
  if (format.head !== '') yield format.head
  if (!cut) return
  for await (const { votes } of walk.older(cut, partVotes)) {
    if (votes.length > 0) yield votes.map((vote) => format.line(exportedVote(vote))).join('')
    // An embedded store answers without ever waiting: others shall have their turn.
    await turn()
  }
}
