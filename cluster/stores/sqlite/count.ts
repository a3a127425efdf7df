import { setImmediate as turn } from 'node:timers/promises'
import type { ArchiveCounts, Reject } from '../ports/vote-archive.ts'
import type { Database } from './database.ts'

/** Rows that are counted, and rejects that are read, before others have their turn. */
const rowsPerPiece = 4_000
const rejectsPerPiece = 2_000

const votesUpTo = 'SELECT count(*) AS votes FROM votes WHERE rowid > ? AND rowid <= ?'
const rejects = `SELECT incarnation, partition, offset, reason FROM rejects
  WHERE (incarnation, partition, offset) > (?, ?, ?) ORDER BY incarnation, partition, offset LIMIT ?`

/** The numbers of rows and of rejects of each reason, counted in pieces: of those that come meanwhile some may be among them. */
export async function countInPieces(db: Database): Promise<ArchiveCounts> {
  const reasons = new Map<unknown, number>()
  for (let place: [string, number, number] = ['', -1, -1]; ; ) {
    const [incarnation, partition, offset] = place
    const piece = db.read(() => db.prepare(rejects).all(incarnation, partition, offset, rejectsPerPiece))
    for (const { reason } of piece) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    const last = piece.at(-1)
    if (!last) break
    place = [String(last.incarnation), Number(last.partition), Number(last.offset)]
    await turn()
  }
  const of = (reason: Reject['reason']) => reasons.get(reason) ?? 0
  const votes = await countVotes(db)
  return { votes, duplicates: of('duplicate'), unparsable: of('unparsable'), dead: of('dead') }
}

async function countVotes(db: Database): Promise<number> {
  const end = Number(db.read(() => db.prepare('SELECT max(rowid) AS last FROM votes').get())?.last ?? 0)
  let votes = 0
  for (let from = 0; from < end; from += rowsPerPiece) {
    votes += Number(db.read(() => db.prepare(votesUpTo).get(from, Math.min(from + rowsPerPiece, end)))?.votes)
    await turn()
  }
  return votes
}
