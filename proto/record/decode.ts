import { castAtIsValid } from '../vote/cast-at.ts'
import { type Channel, channels, type VoteRecord } from './record.ts'

export type Decoded =
  | { readonly record: VoteRecord; readonly fault?: undefined }
  | { readonly record?: undefined; readonly fault: string }

const checks: Readonly<Record<keyof VoteRecord, (value: unknown) => boolean>> = {
  v: (value) => value === 1,
  contest: isText,
  id: isText,
  name: isText,
  album: isText,
  year: Number.isFinite,
  rank: Number.isFinite,
  voter: (value) => value === undefined || isText(value),
  castAt: (value) => value === undefined || isText(value),
  rules: Number.isInteger,
  channel: (value) => channels.includes(value as Channel),
  // Exactly as a door writes it; a day that no month has would become a counter of its own.
  at: (value) => typeof value === 'string' && /^.{10}T.{8}\.\d{3}Z$/.test(value) && castAtIsValid(value),
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/**
 * Reads a record's text. The vote's rules are not judged again: they were, at the door, by the revision that the
 * record names. A text that is no record gives the reason as `fault`.
 */
export function decodeRecord(text: string): Decoded {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { fault: 'not JSON' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault: 'not a JSON object' }
  const members = value as Record<string, unknown>
  const wrong = Object.entries(checks).filter(([name, isRight]) => !isRight(members[name]))
  if (wrong.length > 0) return { fault: `wrong or missing: ${wrong.map(([name]) => name).join(', ')}` }
  return { record: value as VoteRecord }
}
