/** A contest's rules, as one immutable revision; records name the revision they were judged by. */
export interface Contest {
  readonly id: string
  readonly revision: number
  readonly title: Readonly<Record<'en' | 'es', string>>
  readonly rank: { readonly kind: 'score'; readonly min: number; readonly max: number }
  /** How many votes a voter has, which decides the vote key. */
  readonly limit: 'unlimited'
}

/** The contest of every vote that names none. */
export const defaultContest: Contest = {
  id: 'default',
  revision: 1,
  title: { en: 'Band contest', es: 'Concurso de bandas' },
  rank: { kind: 'score', min: 0, max: 100 },
  limit: 'unlimited',
}

/** Finds a contest by its id. */
export type ContestLookup = (id: string) => Contest | undefined

/** The contests that are built in. */
export const builtInContests: ContestLookup = (id) => (id === defaultContest.id ? defaultContest : undefined)
