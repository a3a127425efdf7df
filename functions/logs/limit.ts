import type { Fault } from '@aplauso/proto'

export const defaultLimit = 20
export const greatestLimit = 500

/** The number of votes a query asks for, or what is wrong with it. */
export type Limit =
  | { readonly limit: number; readonly fault?: undefined }
  | { readonly limit?: undefined; readonly fault: Fault }

/** Reads `?limit=`: a whole number from 1 to 500, at most once; 20 where it is absent. */
export function readLimit(query: URLSearchParams): Limit {
  const [text, ...others] = query.getAll('limit')
  if (text === undefined) return { limit: defaultLimit }
  const fault = (code: Fault['code'], message: string): Limit => ({ fault: { field: 'limit', code, message } })
  if (others.length > 0) return fault('conflict', 'must be given once')
  if (!/^[0-9]+$/.test(text)) return fault('format', 'must be a whole number')
  const limit = Number(text)
  if (limit < 1 || limit > greatestLimit) return fault('out_of_range', `must be from 1 to ${greatestLimit}`)
  return { limit }
}
