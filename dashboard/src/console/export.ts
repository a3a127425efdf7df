import { entriesOf, type Filters } from './filters.ts'

export const exportFormats = ['csv', 'ndjson'] as const

export type ExportFormat = (typeof exportFormats)[number]

/** How an export ended. */
export type ExportAnswer =
  | { readonly kind: 'file'; readonly name: string; readonly file: Blob }
  /** the key is wrong */
  | { readonly kind: 'wrong_key' }
  /** this log gives no exports */
  | { readonly kind: 'none' }
  /** as many exports are under way as the log API makes at once */
  | { readonly kind: 'busy' }
  /** the filters break the API's rules */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'failed' }

/** What an export is made of. */
export interface ExportOrder {
  /** the log API's origin */
  readonly logs: string
  readonly filters: Filters
  readonly format: ExportFormat
  readonly key: string
}

const kinds: Readonly<Record<number, 'wrong_key' | 'none' | 'busy' | 'invalid'>> = {
  401: 'wrong_key',
  404: 'none',
  422: 'invalid',
  429: 'busy',
}

/** Exports the votes that the filters let through. The key goes in a header, never in an address. */
export async function exportVotes(
  { logs, filters, format, key }: ExportOrder,
  signal: AbortSignal,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): Promise<ExportAnswer> {
  const query = new URLSearchParams([['format', format], ...entriesOf(filters)])
  try {
    const response = await fetch(`${logs}/v1/logs/export?${query}`, {
      signal,
      cache: 'no-store',
      credentials: 'omit',
      headers: { authorization: `Bearer ${key}` },
    })
    if (response.status !== 200) return { kind: kinds[response.status] ?? 'failed' }
    const name = /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
    return { kind: 'file', name: name ?? `votes.${format}`, file: await response.blob() }
  } catch {
    // No connection, a file that breaks off, a key that no header can hold, or the export was cancelled.
    return { kind: 'failed' }
  }
}

const storageKey = 'aplauso.export-key'

/** Holds the export key in this tab only: not in other tabs, and not after the tab is closed. */
export function exportKeyIn(storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  return {
    load(): string {
      try {
        return storage().getItem(storageKey) ?? ''
      } catch {
        return ''
      }
    },
    /** An empty key is forgotten. */
    save(key: string): void {
      try {
        if (key === '') storage().removeItem(storageKey)
        else storage().setItem(storageKey, key)
      } catch {
        // Storage is disabled: the key lives as long as the page.
      }
    },
  }
}
