import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from './database.ts'

/** Keys that are looked up or read before others have their turn. */
const keysPerPiece = 500

/** For each key in order whether a row lies under it. */
export async function holdsInPieces(db: Database, keys: readonly string[]): Promise<readonly boolean[]> {
  const found: boolean[] = []
  for (let at = 0; at < keys.length; at += keysPerPiece) {
    const piece = keys.slice(at, at + keysPerPiece)
    found.push(
      ...db.read(() => {
        const row = db.prepare('SELECT 1 FROM votes WHERE key = ?')
        return piece.map((key) => row.get(key) !== undefined)
      }),
    )
    await turn()
  }
  return found
}

/** The key of each row. */
export async function* keysInPieces(db: Database): AsyncGenerator<string, void, undefined> {
  for (let last = ''; ; ) {
    const after = last
    const piece = db.read(() =>
      db.prepare('SELECT key FROM votes WHERE key > ? ORDER BY key LIMIT ?').all(after, keysPerPiece),
    )
    for (const { key } of piece) yield String(key)
    const end = piece.at(-1)
    if (!end) return
    last = String(end.key)
    await turn()
  }
}
