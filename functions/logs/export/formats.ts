import { csvHead, csvLine } from './csv.ts'
import type { ExportedVote } from './fields.ts'

export interface Format {
  readonly contentType: string
  readonly head: string
  line(vote: ExportedVote): string
}

export const formats = {
  csv: { contentType: 'text/csv; charset=utf-8; header=present', head: csvHead, line: csvLine },
  ndjson: { contentType: 'application/x-ndjson', head: '', line: (vote) => `${JSON.stringify(vote)}\n` },
} as const satisfies Readonly<Record<string, Format>>

export type FormatName = keyof typeof formats

export const formatNames = Object.keys(formats) as readonly FormatName[]
