import type { Recount } from '@aplauso/consumer/recount'
import type { RankBins } from './rank-bins.ts'
import type { RowFindings } from './row-check.ts'
import type { Sums } from './sums.ts'

/** What the system has when nothing moves any more. */
export interface Observed {
  /** what the keys of the archive's rows say */
  readonly rows: RowFindings
  /** how many rows the archive says it has, counted apart from the keys */
  readonly counted: number
  /** how many records the archive says became dead letters */
  readonly dead: number
  /** the archive's own sum of all its rows */
  readonly archive: Sums
  /** the tally's counters; null where it has no watermarks, so that nothing of it counts */
  readonly tally: Sums | null
  /** what the product's own comparison of the two says */
  readonly recount: Pick<Recount, 'state' | 'differences'>
  /** what the results API shows; null while it says that it is recounting */
  readonly results: (Sums & { readonly rankBins?: RankBins }) | null
  /** what the log API shows as counted; null where the archive is too slow a server to be read through by it */
  readonly log: Sums | null
}
