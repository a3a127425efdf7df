import { voteKey } from '@aplauso/proto'
import { openArchive } from '@aplauso/stores/from-environment'
import type { PreparedVote } from '../../clients/cast/index.ts'

/**
 * How many of the votes have no row in the archive. Reads all rows' keys once.
 * @param stores the environment variables that name the engines
 */
export async function countLost(
  votes: Iterable<PreparedVote>,
  stores: Readonly<Record<string, string>>,
): Promise<number> {
  const archive = await openArchive(stores)
  try {
    const left = new Set(await Promise.all(Array.from(votes, keyOf)))
    for await (const key of archive.keys()) left.delete(key)
    return left.size
  } finally {
    await archive.close()
  }
}

function keyOf({ message }: PreparedVote): Promise<string> {
  const { id = '', name = '', album = '', year = '', rank = '' } = message ?? {}
  return voteKey({ contest: 'default', id, name, album, year: Number(year), rank: Number(rank) })
}
