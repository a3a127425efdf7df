import type { AppendResult } from '../answer/append-result.ts'

/** The relay's address on the ingest server. */
export const relayPath = '/relay/v1/append'

/** Limits of one batch; the relay answers 413 beyond them. */
export const relayLimits = { bodyBytes: 4 * 1024 * 1024, entries: 5_000 } as const

/** One record on its way to the log. */
export interface RelayEntry {
  readonly key: string
  /** the record's text */
  readonly value: string
}

/** The relay's answer: what became of each entry, in order. */
export interface RelayAnswer {
  readonly outcomes: readonly AppendResult[]
}

/** A batch's body: a JSON array `[key, value]` a line. */
export function encodeRelayBatch(entries: readonly RelayEntry[]): string {
  return entries.map(({ key, value }) => JSON.stringify([key, value])).join('\n')
}

/** Reads a batch's body; undefined where it is not one. */
export function decodeRelayBatch(body: string): RelayEntry[] | undefined {
  const entries: RelayEntry[] = []
  for (const line of body.split('\n')) {
    const entry = decodeLine(line)
    if (!entry) return undefined
    entries.push(entry)
  }
  return entries
}

function decodeLine(line: string): RelayEntry | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (!Array.isArray(value) || value.length !== 2) return undefined
    const [key, text] = value as unknown[]
    return typeof key === 'string' && typeof text === 'string' && key !== '' ? { key, value: text } : undefined
  } catch {
    return undefined
  }
}
