/** What a results document holds at most, whatever was voted. */
export const resultsLimits = {
  bands: 50,
  albums: 100,
  /** of one album */
  rankBins: 24,
  /** of the whole document, before it is compressed */
  bytes: 256 * 1024,
} as const

/** Bands in one page of all of them. */
export const bandsPerPage = 100
