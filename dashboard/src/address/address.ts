import { contestFault, defaultContest } from '@aplauso/proto'

const contestParameter = 'contest'
const bigScreenParameter = 'screen'

/** The contest that a query names, or the built-in one if it names none or the id is not valid. */
export function contestOf(search: string): string {
  const id = new URLSearchParams(search).get(contestParameter)
  return id !== null && contestFault(id) === undefined ? id : defaultContest.id
}

/** Whether a query asks for the big screen. */
export function isBigScreen(search: string): boolean {
  return new URLSearchParams(search).get(bigScreenParameter) === 'big'
}

/** The query for a contest and screen; empty for the defaults. */
export function queryOf({ contest, bigScreen = false }: { contest: string; bigScreen?: boolean }): string {
  const query = new URLSearchParams()
  if (contest !== defaultContest.id) query.set(contestParameter, contest)
  if (bigScreen) query.set(bigScreenParameter, 'big')
  return query.size === 0 ? '' : `?${query}`
}

/** The pages, relative to each other. */
export const pages = { results: './', ballot: './vote.html', console: './console.html' } as const
