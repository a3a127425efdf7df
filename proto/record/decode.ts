import { type FieldType, recordFields, type VoteRecord, voteFields } from '../fields.ts'
import { castAtIsValid } from '../vote/cast-at.ts'
import { type Channel, channels } from './channel.ts'
import { overlongParts, voteKeyCharacters } from './lengths.ts'

/**
 * What a text of the log is: a vote's `record`; `unknown`, which a newer version may read and which goes to the dead
 * letters, since it may hold an accepted vote; `unparsable`, which was never a record.
 */
export type Decoded =
  | { readonly verdict: 'record'; readonly record: VoteRecord; readonly fault?: undefined }
  | { readonly verdict: 'unknown' | 'unparsable'; readonly record?: undefined; readonly fault: string }

/** The version of records that this code reads. */
const knownVersion = 1
const quotedCharacters = 40

const checks: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  version: (value) => value === knownVersion,
  text: isText,
  number: Number.isFinite,
  whole: Number.isInteger,
  channel: isText,
  // Exactly as a door writes it; a day that no month has would become a counter of its own.
  moment: (value) => typeof value === 'string' && /^.{10}T.{8}\.\d{3}Z$/.test(value) && castAtIsValid(value),
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/**
 * Reads a record's text, and judges it by nothing else. The vote's rules are not judged again: they were, at the door,
 * by the revision that the record names.
 * @example
 * const { record, fault } = decodeRecord(value)
 */
export function decodeRecord(text: string): Decoded {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { verdict: 'unparsable', fault: 'not JSON' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { verdict: 'unparsable', fault: 'not a JSON object' }
  }
  const members = value as Record<string, unknown>
  const { v, kind, channel } = members
  if (isOtherVersion(v)) return { verdict: 'unknown', fault: `unknown version ${v}` }
  // Votes have no kind; every other record names its own.
  if (v === knownVersion && isText(kind)) return { verdict: 'unknown', fault: `unknown kind ${quoted(kind)}` }
  const wrong = recordFields.filter((name) => {
    const { type, inRecord } = voteFields[name]
    return !checks[type](members[name]) && (inRecord === 'always' || members[name] !== undefined)
  })
  if (wrong.length > 0) return { verdict: 'unparsable', fault: `wrong or missing: ${wrong.join(', ')}` }
  if (!channels.includes(channel as Channel)) {
    return { verdict: 'unknown', fault: `unknown channel ${quoted(String(channel))}` }
  }
  const record = value as VoteRecord
  const overlong = overlongParts(record, text)
  return overlong.length > 0 ? longer(overlong) : { verdict: 'record', record }
}

/** Reads an entry of the log: its text, and whether its key can be a vote's. */
export function decodeEntry({ key, value }: { readonly key: string; readonly value: string }): Decoded {
  const decoded = decodeRecord(value)
  if (decoded.verdict !== 'record') return decoded
  if (key === '') return { verdict: 'unparsable', fault: 'no key' }
  return key.length > voteKeyCharacters ? longer(['key']) : decoded
}

function longer(parts: readonly string[]): Decoded {
  return { verdict: 'unknown', fault: `longer than the contract: ${parts.join(', ')}` }
}

function isOtherVersion(v: unknown): boolean {
  return Number.isSafeInteger(v) && Number(v) > 0 && v !== knownVersion
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, quotedCharacters))
}
