import { type ArchiveRow, RowsRefused, type VoteArchive } from '@aplauso/stores'

export interface Inserted {
  /** for each row in order whether it counts */
  readonly counts: readonly boolean[]
  /** places of the rows that the archive refuses for what they are */
  readonly refused: ReadonlySet<number>
}

/**
 * Inserts the rows; those that the archive refuses for what they are do not keep the others out.
 * @throws StoreUnavailable nothing is decided
 */
export async function insertRows(archive: Pick<VoteArchive, 'insert'>, rows: readonly ArchiveRow[]): Promise<Inserted> {
  const refused = new Set<number>()
  for (;;) {
    const places = [...rows.keys()].filter((place) => !refused.has(place))
    if (places.length === 0) return { counts: rows.map(() => false), refused }
    const left = rows.filter((_, place) => !refused.has(place))
    try {
      const answers = await archive.insert(left)
      const counting = new Set(places.filter((_, at) => answers[at] === true))
      return { counts: rows.map((_, place) => counting.has(place)), refused }
    } catch (error) {
      const culprits = error instanceof RowsRefused ? places.filter((_, at) => error.places.has(at)) : []
      if (culprits.length === 0) throw error
      for (const place of culprits) refused.add(place)
    }
  }
}
