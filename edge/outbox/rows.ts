import { encodeRelayBatch, type RelayEntry, utf8 } from '@aplauso/proto'

/** The platform refuses a row of 2 MB; a row that was written must also fit into one batch on its way out. */
export const rowLimits = { bytes: 512_000, records: 2_000 } as const

export interface NewRow {
  readonly body: Uint8Array
  readonly votes: number
}

/**
 * Rows for entries, in order, and how many of the entries, from the first on, they hold.
 * @param roomBytes what the rows may have together
 */
export function rowsOf(entries: readonly RelayEntry[], roomBytes: number): { rows: NewRow[]; taken: number } {
  const rows: NewRow[] = []
  let lines: Uint8Array[] = []
  let rowBytes = 0
  let usedBytes = 0
  let taken = 0
  const finish = () => {
    if (lines.length > 0) rows.push({ body: joined(lines, rowBytes), votes: lines.length })
    lines = []
    rowBytes = 0
  }
  for (const entry of entries) {
    const line = utf8(encodeRelayBatch([entry]))
    // One more for the line's end.
    const sizeBytes = line.byteLength + 1
    if (usedBytes + sizeBytes > roomBytes) break
    if (rowBytes + sizeBytes > rowLimits.bytes || lines.length === rowLimits.records) finish()
    lines.push(line)
    rowBytes += sizeBytes
    usedBytes += sizeBytes
    taken += 1
  }
  finish()
  return { rows, taken }
}

const lineEnd = 0x0a

/** Lines with ends between them, none after the last. */
function joined(lines: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const body = new Uint8Array(sizeBytes - 1)
  let at = 0
  for (const line of lines) {
    body.set(line, at)
    at += line.byteLength
    if (at < body.byteLength) body[at] = lineEnd
    at += 1
  }
  return body
}
