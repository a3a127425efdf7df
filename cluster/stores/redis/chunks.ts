/** A hash of counters to be sent. */
export interface Hash {
  readonly key: string
  readonly fields: ReadonlyMap<string, number>
}

/** What a number and the punctuation around field and number take, at most. */
const overheadBytes = 24

/**
 * Cuts hashes into groups that each fit a request; a large hash is spread over several, an empty one left out. A single
 * field larger than a request still gets one of its own.
 */
export function* chunked(hashes: Iterable<Hash>, maxBytes: number): Generator<Hash[], void, undefined> {
  let group = new Map<string, Map<string, number>>()
  let bytes = 0
  for (const { key, fields } of hashes) {
    for (const [field, votes] of fields) {
      if (bytes > 0 && bytes + sizeOf(field) + (group.has(key) ? 0 : sizeOf(key)) > maxBytes) {
        yield hashesOf(group)
        group = new Map()
        bytes = 0
      }
      const part = group.get(key) ?? new Map<string, number>()
      bytes += sizeOf(field) + (part.size > 0 ? 0 : sizeOf(key))
      group.set(key, part.set(field, votes))
    }
  }
  if (group.size > 0) yield hashesOf(group)
}

function hashesOf(group: ReadonlyMap<string, ReadonlyMap<string, number>>): Hash[] {
  return [...group].map(([key, fields]) => ({ key, fields }))
}

/** As it travels in JSON. */
function sizeOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) + overheadBytes
}
