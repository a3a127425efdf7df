import type { Fault } from '@aplauso/proto'
import { entriesOf, type Filters } from './filters.ts'
import { type Page, readPage } from './log-page.ts'

/** Which page of the log: by default the newest. */
export interface PageQuery {
  readonly limit: number
  /** the oldest votes above this cursor */
  readonly after?: string
  /** the newest votes below this cursor */
  readonly cursor?: string
}

/** What the log API answered. */
export type LogAnswer =
  | { readonly kind: 'page'; readonly page: Page }
  /** the cursor is of a log that is gone */
  | { readonly kind: 'other_log' }
  /** the filters break the API's rules */
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] }
  /** no answer, or one that may be better later */
  | { readonly kind: 'failed'; readonly waitMs: number }

export type AskLog = (query: PageQuery, signal: AbortSignal) => Promise<LogAnswer>

const failed = { kind: 'failed', waitMs: 0 } as const
const cursorFields: readonly string[] = ['after', 'cursor']

/** Asks a log API for pages with these filters. @param logs the API's origin */
export function askLog(
  logs: string,
  filters: Filters,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): AskLog {
  return async ({ limit, after, cursor }, signal) => {
    const query = new URLSearchParams(entriesOf(filters))
    query.set('limit', String(limit))
    if (after !== undefined) query.set('after', after)
    if (cursor !== undefined) query.set('cursor', cursor)
    try {
      return await read(await fetch(`${logs}/v1/logs?${query}`, { signal, cache: 'no-store', credentials: 'omit' }))
    } catch {
      // No connection, an answer that breaks off, or the request was aborted.
      return failed
    }
  }
}

async function read(response: Response): Promise<LogAnswer> {
  const body: unknown = await response.json()
  if (response.status === 200) {
    const page = readPage(body)
    return page ? { kind: 'page', page } : failed
  }
  if (response.status === 422) {
    const faults = faultsOf(body)
    if (faults.length > 0 && faults.every(({ field }) => cursorFields.includes(field))) return { kind: 'other_log' }
    return faults.length > 0 ? { kind: 'invalid', faults } : failed
  }
  const seconds = response.headers.get('retry-after') ?? ''
  return { kind: 'failed', waitMs: /^\d{1,3}$/.test(seconds) ? Number(seconds) * 1_000 : 0 }
}

/** The faults that a problem document lists. */
export function faultsOf(body: unknown): readonly Fault[] {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors)) return []
  return body.errors.filter(
    (one: unknown): one is Fault => typeof one === 'object' && one !== null && 'field' in one && 'code' in one,
  )
}
