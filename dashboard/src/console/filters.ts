/** The parameters that narrow the log, as the log API names them. */
export const filterNames = [
  'contest',
  'band',
  'album',
  'year',
  'rankMin',
  'rankMax',
  'channel',
  'status',
  'from',
  'to',
] as const

export type FilterName = (typeof filterNames)[number]

/** What narrows the log; absent members narrow nothing. The values are texts as the log API takes them. */
export type Filters = { readonly [Name in FilterName]?: string }

/** Reads the filters of an address. Other parameters and empty values are ignored; the log API judges the values. */
export function filtersOf(search: string): Filters {
  const query = new URLSearchParams(search)
  return withoutEmpty((name) => query.get(name) ?? '')
}

/** The query of an address with these filters, in their usual order; empty without filters. */
export function queryOfFilters(filters: Filters): string {
  const query = new URLSearchParams(entriesOf(filters))
  return query.size === 0 ? '' : `?${query}`
}

/** The filters as pairs of name and value. */
export function entriesOf(filters: Filters): [FilterName, string][] {
  return filterNames.flatMap((name) => {
    const value = filters[name]
    return value === undefined ? [] : [[name, value] as [FilterName, string]]
  })
}

/** Makes filters of what a form holds: spaces at the ends go, and so do empty fields. */
export function withoutEmpty(fieldOf: (name: FilterName) => string): Filters {
  return Object.fromEntries(
    filterNames.map((name) => [name, fieldOf(name).trim()] as const).filter(([, value]) => value !== ''),
  )
}

/** An RFC 3339 time as a `datetime-local` field shows it, in the reader's time zone; empty if it is not a time. */
export function localTimeOf(time: string): string {
  const moment = new Date(time)
  if (Number.isNaN(moment.getTime())) return ''
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000)
  return local.toISOString().replace(/(:00)?\.000Z$|Z$/, '')
}

/** What a `datetime-local` field holds as an RFC 3339 time; empty if it holds none. */
export function timeOfLocal(local: string): string {
  const moment = new Date(local)
  return Number.isNaN(moment.getTime()) ? '' : moment.toISOString()
}
