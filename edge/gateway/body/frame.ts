import { limits } from '@aplauso/proto'
import type { Call, LineFault } from '../../boundary/call.ts'
import type { Media } from '../../boundary/media.ts'
import { measureNesting } from './nesting.ts'

export type Framed = Pick<Call, 'body' | 'bodyBytes' | 'bodyFault' | 'lineFaults'>

// Bytes that are not UTF-8 become U+FFFD, and U+FEFF stays where it is: only the body's first character may be one.
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

const byteOrderMark = [0xef, 0xbb, 0xbf] as const
const newline = 0x0a
const white: readonly (number | undefined)[] = [0x20, 0x09, 0x0d]

/** Makes text of a body's bytes, and finds what must not reach the app: nesting too deep, lines or batches too large. */
export function frameBody(bytes: Uint8Array, media: Media | undefined): Framed {
  if (media === 'json') return frameJson(bytes)
  if (media === 'ndjson') return frameLines(bytes)
  return { body: '', bodyBytes: bytes.length }
}

/** Where a body's text begins: behind its byte order mark. */
function startOf(bytes: Uint8Array): number {
  return byteOrderMark.every((byte, at) => bytes[at] === byte) ? byteOrderMark.length : 0
}

function frameJson(bytes: Uint8Array): Framed {
  const { depth, elements } = measureNesting(bytes, 0, bytes.length, limits.nesting)
  if (depth > limits.nesting) return { body: '', bodyBytes: bytes.length, bodyFault: 'malformed' }
  // Counted here too, so that a million empty votes do not make the component's memory grow permanently.
  if (elements > limits.votesPerRequest) return { body: '', bodyBytes: bytes.length, bodyFault: 'too_large' }
  return { body: decoder.decode(bytes.subarray(startOf(bytes))), bodyBytes: bytes.length }
}

function frameLines(bytes: Uint8Array): Framed {
  const lines: string[] = []
  const lineFaults: Record<number, LineFault> = {}
  for (let start = startOf(bytes); start < bytes.length; ) {
    const newlineAt = bytes.indexOf(newline, start)
    const end = newlineAt < 0 ? bytes.length : newlineAt
    if (!isBlank(bytes, start, end)) {
      if (lines.length === limits.votesPerRequest) return { body: '', bodyBytes: bytes.length, bodyFault: 'too_large' }
      const fault = lineFault(bytes, start, end)
      if (fault) lineFaults[lines.length] = fault
      lines.push(fault ? '' : decoder.decode(bytes.subarray(start, end)))
    }
    start = end + 1
  }
  return {
    body: lines.join('\n'),
    bodyBytes: bytes.length,
    ...(Object.keys(lineFaults).length > 0 ? { lineFaults } : {}),
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!white.includes(bytes[at])) return false
  return true
}

function lineFault(bytes: Uint8Array, start: number, end: number): LineFault | undefined {
  if (end - start > limits.voteBytes) return 'too_large'
  return measureNesting(bytes, start, end, limits.nesting).depth > limits.nesting ? 'malformed' : undefined
}
