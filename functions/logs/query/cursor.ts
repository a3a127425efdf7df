import type { LogCut } from '../walk/cut.ts'
import type { Reader } from './reading.ts'

/** Beyond what any log of ours has: its cursor, 16 digits a position, is still well below what an address may hold. */
const mostPartitions = 256
const longestCursor = 6_144
const incarnationPattern = /^[A-Za-z0-9._:-]{1,64}$/

const isPosition = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0

/** The text of a cut: opaque to those who send it back. */
export function cursorOf({ incarnation, positions }: LogCut): string {
  return Buffer.from(JSON.stringify({ i: incarnation, p: positions })).toString('base64url')
}

/** Reads a cursor. Only the very text that `cursorOf` gives is taken. */
export const readCursor: Reader<LogCut> = (text) => {
  const cut = text.length <= longestCursor ? parsed(text) : undefined
  return cut && cursorOf(cut) === text ? { value: cut } : { code: 'format', message: 'is not a cursor of this address' }
}

function parsed(text: string): LogCut | undefined {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { i: incarnation, p: positions } = value as { i?: unknown; p?: unknown }
  if (typeof incarnation !== 'string' || !incarnationPattern.test(incarnation)) return undefined
  if (!Array.isArray(positions) || positions.length === 0 || positions.length > mostPartitions) return undefined
  return positions.every(isPosition) ? { incarnation, positions: positions as number[] } : undefined
}
