import { setImmediate as turn } from 'node:timers/promises'
import { type ArchivedRecord, addIncrements, type GrowingIncrements, incrementsOf } from '@aplauso/proto'
import type { ArchiveSum, Cut, Pause } from '../ports/vote-archive.ts'
import type { Database } from './database.ts'

/** Reading and adding them up takes two or three milliseconds, in which the event loop is blocked. */
const rowsPerPiece = 250

const ofPartition = `SELECT offset, record FROM votes
  WHERE incarnation = ? AND partition = ? AND offset >= ? AND offset < ? ORDER BY offset LIMIT ?`
const ofIncarnation = `SELECT partition, offset, record FROM votes
  WHERE incarnation = ? AND (partition, offset) > (?, ?) ORDER BY partition, offset LIMIT ?`
const earlier = `SELECT name FROM incarnations
  WHERE number < (SELECT number FROM incarnations WHERE name = ?)`

type Row = Record<string, unknown>

export interface Summed {
  readonly incarnation: string
  readonly cut: Cut
  readonly from?: Cut | undefined
  /** a turn of the event loop unless given */
  readonly pause?: Pause | undefined
}

/** Sums rows in pieces. Rows below a cut are complete and never change, so the pieces need no state in common. */
export async function sumInPieces(db: Database, { incarnation, cut, from, pause = turn }: Summed): Promise<ArchiveSum> {
  const increments: GrowingIncrements = new Map()
  const rows = new Map<number, number>()
  const add = async (read: () => Row[]) => {
    const piece = db.read(read)
    if (piece.length === 0) return undefined
    addIncrements(increments, incrementsOf(piece.map(recordOf)))
    await pause()
    return { length: piece.length, last: piece.at(-1) }
  }
  for (const [partition, below] of cut) {
    let number = 0
    for (let offset = from?.get(partition) ?? 0; offset < below; ) {
      const first = offset
      const piece = await add(() => db.prepare(ofPartition).all(incarnation, partition, first, below, rowsPerPiece))
      if (!piece) break
      number += piece.length
      offset = Number(piece.last?.offset) + 1
    }
    rows.set(partition, number)
  }
  if (from) return { increments, rows }
  for (const { name } of db.read(() => db.prepare(earlier).all(incarnation))) {
    for (let place = [-1, -1]; ; ) {
      const [partition = -1, offset = -1] = place
      const piece = await add(() => db.prepare(ofIncarnation).all(String(name), partition, offset, rowsPerPiece))
      if (!piece) break
      place = [Number(piece.last?.partition), Number(piece.last?.offset)]
    }
  }
  return { increments, rows }
}

function recordOf(row: Row): ArchivedRecord {
  return JSON.parse(String(row.record)) as ArchivedRecord
}
