import { voteKey } from '@aplauso/proto'
import { openArchive } from '@aplauso/stores/open'
import type { Ballot } from '../cast/index.ts'

const keysPerRead = 1_000

/**
 * How many of the votes have no row in the archive.
 * @param stores the environment variables that name the engines
 */
export async function countLost(votes: Iterable<Ballot>, stores: Readonly<Record<string, string>>): Promise<number> {
  const archive = await openArchive(stores)
  try {
    const keys = await Promise.all(Array.from(votes, keyOf))
    let lost = 0
    for (let at = 0; at < keys.length; at += keysPerRead) {
      lost += (await archive.holds(keys.slice(at, at + keysPerRead))).filter((held) => !held).length
    }
    return lost
  } finally {
    await archive.close()
  }
}

function keyOf({ message }: Ballot): Promise<string> {
  const { id = '', name = '', album = '', year = '', rank = '' } = message ?? {}
  return voteKey({ contest: 'default', id, name, album, year: Number(year), rank: Number(rank) })
}
