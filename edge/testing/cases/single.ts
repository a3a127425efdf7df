import { createHmac } from 'node:crypto'
import { settings } from '../targets/target.ts'
import { type Case, json, voteOfDepth, voteOfSize, voteText } from './case.ts'

const hashOf = (voter: string) => createHmac('sha256', settings.VOTER_KEY).update(voter).digest('base64url')

/** One vote a request, beyond the contract's own inputs. */
export const single: readonly Case[] = [
  {
    name: 'the body’s id is the vote’s',
    body: voteText({ id: 'my-id_1' }),
    expect: { status: 202, stored: [{ id: 'my-id_1', contest: 'default', channel: 'edge', rules: 1, v: 1 }] },
  },
  {
    name: 'the header’s id is the vote’s where the body has none',
    headers: { ...json, 'idempotency-key': 'from-header' },
    body: voteText({ id: null }),
    expect: { status: 202, stored: [{ id: 'from-header' }] },
  },
  {
    name: 'the same id in header and body does not conflict',
    headers: { ...json, 'idempotency-key': 'same' },
    body: voteText({ id: 'same' }),
    expect: { status: 202, stored: [{ id: 'same' }] },
  },
  {
    name: 'different ids in header and body are a conflict',
    headers: { ...json, 'idempotency-key': 'one' },
    body: voteText({ id: 'two' }),
    expect: { status: 422, code: 'invalid', errors: ['id conflict'], stored: [] },
  },
  {
    name: 'the header’s id is judged as the body’s',
    headers: { ...json, 'idempotency-key': 'a b' },
    body: voteText(),
    expect: { status: 422, code: 'invalid', errors: ['id format'], stored: [] },
  },
  {
    name: 'castAt is kept as sent, the voter is not',
    body: voteText({ voter: ' María ', castAt: '2026-11-25t20:15:00.5-06:00' }),
    expect: {
      status: 202,
      stored: [{ castAt: '2026-11-25t20:15:00.5-06:00', voter: hashOf('María') }],
    },
  },
  {
    name: 'names that show nothing, or hide something, are refused',
    body: voteText({ name: '\u2800\u200b', album: 'Alto\u00adal Fuego' }),
    expect: { status: 422, code: 'invalid', errors: ['name empty', 'album control_character'], stored: [] },
  },
  {
    name: 'emoji, flags, Persian and Devanagari stay whole',
    body: voteText({ name: '👩🏽‍🎤 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} 🇬🇹', album: 'می‌خواهم क्‍ष' }),
    expect: {
      status: 202,
      stored: [{ name: '👩🏽‍🎤 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} 🇬🇹', album: 'می‌خواهم क्‍ष' }],
    },
  },
  {
    name: 'an unknown contest is not found',
    body: voteText({ contest: 'nowhere', rank: 900 }),
    expect: { status: 404, code: 'unknown_contest', stored: [] },
  },
  {
    name: 'faults in fields go before the unknown contest',
    body: voteText({ contest: 'nowhere', rank: 'x', castAt: '2026-02-29T00:00:00Z' }),
    expect: { status: 422, code: 'invalid', errors: ['rank format', 'castAt format'], stored: [] },
  },
  { name: 'a vote may have 8 KiB', body: voteOfSize(8192), expect: { status: 202, stored: [{}] } },
  {
    name: 'one byte more is too large',
    body: voteOfSize(8193),
    expect: { status: 413, code: 'too_large', stored: [] },
  },
  {
    name: 'a large text that is not a vote is too large',
    body: '"'.repeat(9000),
    expect: { status: 413, code: 'too_large' },
  },
  { name: 'a vote may be nested 32 levels', body: voteOfDepth(32), expect: { status: 202, stored: [{}] } },
  { name: 'deeper nesting is not read', body: voteOfDepth(33), expect: { status: 400, code: 'malformed', stored: [] } },
  {
    name: 'brackets in a text are no nesting',
    body: voteText({ name: `\\"${'[{'.repeat(30)}`, album: '\\\\' }),
    expect: { status: 202, stored: [{ name: `\\"${'[{'.repeat(30)}`, album: '\\\\' }] },
  },
  {
    name: 'a byte order mark behind white space is not JSON',
    body: ` \ufeff${voteText()}`,
    expect: { status: 400, code: 'malformed', stored: [] },
  },
  {
    name: 'a second byte order mark is not JSON',
    body: `\ufeff\ufeff${voteText()}`,
    expect: { status: 400, code: 'malformed', stored: [] },
  },
  {
    name: 'bytes that are not UTF-8 are no text',
    body: Uint8Array.from([...Buffer.from('{"name":"A'), 0xc3, ...Buffer.from('","album":"b","year":1987,"rank":1}')]),
    expect: { status: 422, code: 'invalid', errors: ['name format'], stored: [] },
  },
  {
    name: 'of a repeated key the last counts',
    body: `{"name":"first","name":"last","album":"b","year":1987,"rank":1}`,
    expect: { status: 202, stored: [{ name: 'last' }] },
  },
  {
    name: 'a number is judged by its shortest text',
    body: `{"name":"a","album":"b","year":1.987e3,"rank":-0.0}`,
    expect: { status: 202, stored: [{ year: 1987, rank: 0 }] },
  },
  {
    name: 'a member __proto__ changes nothing',
    body: `{"__proto__":{"name":"a"},"album":"b","year":1987,"rank":1}`,
    expect: { status: 422, code: 'invalid', errors: ['name required'], stored: [] },
  },
  {
    name: 'white space that JSON does not know is not JSON',
    body: `\u00a0${voteText()}`,
    expect: { status: 400, code: 'malformed' },
  },
]
