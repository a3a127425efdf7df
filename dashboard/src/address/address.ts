import { contestFault, defaultContest } from '@aplauso/proto'

const contestParameter = 'contest'
const bigScreenParameter = 'screen'

/** The contest that an address's query names; the built-in one where it names none, or nothing that can be one. */
export function contestOf(search: string): string {
  const id = new URLSearchParams(search).get(contestParameter)
  return id !== null && contestFault(id) === undefined ? id : defaultContest.id
}

/** Whether an address's query asks for the big screen. */
export function isBigScreen(search: string): boolean {
  return new URLSearchParams(search).get(bigScreenParameter) === 'big'
}

/** A page's query with another contest or screen; empty where all is as usual. */
export function queryOf({ contest, bigScreen = false }: { contest: string; bigScreen?: boolean }): string {
  const query = new URLSearchParams()
  if (contest !== defaultContest.id) query.set(contestParameter, contest)
  if (bigScreen) query.set(bigScreenParameter, 'big')
  return query.size === 0 ? '' : `?${query}`
}

/** The pages, beside each other. */
export const pages = { results: './', ballot: './vote.html' } as const
