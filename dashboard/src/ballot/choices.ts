import type { Figures } from '../figures/figures.ts'

/** What the voter may choose among: bands by name, and the albums of each. */
export interface Choices {
  readonly bands: readonly string[]
  /** by band, by title */
  readonly albums: ReadonlyMap<string, readonly string[]>
}

/** The bands and albums that the results show. By name: the leader shall not be first because it leads. */
export function choicesOf({ bands, albums }: Pick<Figures, 'bands' | 'albums'>, locale: string): Choices {
  const { compare } = new Intl.Collator(locale, { numeric: true })
  const titles = Map.groupBy(albums, ({ band }) => band)
  return {
    bands: bands.map(({ name }) => name).sort(compare),
    albums: new Map([...titles].map(([band, list]) => [band, list.map(({ title }) => title).sort(compare)])),
  }
}
