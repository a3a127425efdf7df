import type { Figures } from '../figures/figures.ts'

/** What the voter can choose from: bands by name, and the albums of each. */
export interface Choices {
  readonly bands: readonly string[]
  /** titles in order, by band */
  readonly albums: ReadonlyMap<string, readonly string[]>
}

/** The bands and albums in the results, ordered by name so that the ballot does not favour the leader. */
export function choicesOf({ bands, albums }: Pick<Figures, 'bands' | 'albums'>, locale: string): Choices {
  const { compare } = new Intl.Collator(locale, { numeric: true })
  const titles = Map.groupBy(albums, ({ band }) => band)
  return {
    bands: bands.map(({ name }) => name).sort(compare),
    albums: new Map([...titles].map(([band, list]) => [band, list.map(({ title }) => title).sort(compare)])),
  }
}
