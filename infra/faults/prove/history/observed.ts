import type { Recount } from '@aplauso/consumer/recount'
import type { Increments } from '@aplauso/proto'

/** Counters by contest, kind and field, as the archive sums them and the tally holds them. */
export type Counters = Increments

/** What stands in the system when nothing moves any more. */
export interface Observed {
  /** the key of each row of the archive, a row each, in any order */
  readonly keys: Iterable<string>
  /** how many rows the archive says it has, counted apart from the keys */
  readonly rows: number
  /** the sum of all rows of the archive */
  readonly archive: Counters
  /** the tally's counters; null where it has no watermarks, so that nothing of it counts */
  readonly tally: Counters | null
  /** what the product's own comparison of the two says */
  readonly recount: Pick<Recount, 'state' | 'differences'>
  /** what the results API shows, all contests together; null while it says that it is recounting */
  readonly results: number | null
}
