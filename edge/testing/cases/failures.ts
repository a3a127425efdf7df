import type { AppendResult } from '@aplauso/proto'
import type { Reply } from '../relay-stub.ts'
import { type Case, vote, voteText } from './case.ts'

const all =
  (result: AppendResult): Reply =>
  (entries) =>
    entries.map(() => result)

/** Results by the ids of the votes; others are accepted. */
const byId =
  (results: Readonly<Record<string, AppendResult>>): Reply =>
  (entries) =>
    entries.map(({ value }) => results[(JSON.parse(value) as { id: string }).id] ?? 'accepted')

const body = voteText({ id: 'mine' })
const three = JSON.stringify([vote({ id: 'a' }), vote({ id: 'b' }), vote({ id: 'c' })])
const retryLater = { 'retry-after': '2' }

/** Votes that keep the rules and are not stored. */
export const failures: readonly Case[] = [
  {
    name: 'one vote whose fate is unknown is a 503 with its id',
    body,
    reply: all('unavailable'),
    expect: { status: 503, code: 'unavailable', id: 'mine', headers: retryLater },
  },
  {
    name: 'one vote without a place is a 503 with its id',
    body,
    reply: all('full'),
    expect: { status: 503, code: 'full', id: 'mine', headers: retryLater },
  },
  {
    name: 'a record that the log refuses for itself is our own bug',
    body,
    reply: all('refused'),
    expect: { status: 500, code: 'internal' },
  },
  {
    name: 'a page may read that it must wait',
    headers: { 'content-type': 'application/json', origin: 'https://votes.example' },
    body,
    reply: all('full'),
    expect: { status: 503, headers: { ...retryLater, 'access-control-expose-headers': 'Retry-After' } },
  },
  ...[
    { status: 500, body: '' },
    { status: 200, body: '' },
    { status: 200, body: '{}' },
    { status: 200, body: '{"outcomes":["accepted","accepted"]}' },
    { status: 200, body: '{"outcomes":["perhaps"]}' },
    { status: 302, body: '' },
  ].map(
    (answer): Case => ({
      name: `a relay that answers ${answer.status} "${answer.body}" accepted nothing`,
      body,
      reply: () => answer,
      expect: { status: 503, code: 'unavailable', id: 'mine' },
    }),
  ),
  {
    name: 'in a batch each vote has its own fate',
    body: JSON.stringify([vote({ id: 'a' }), null, vote({ id: 'b' }), vote({ id: 'c' }), vote({ id: 'd' })]),
    reply: byId({ a: 'unavailable', c: 'full', d: 'refused' }),
    expect: { status: 200, outcomes: ['unavailable', [' type'], 'accepted', 'full', 'unavailable'] },
  },
  {
    name: 'a batch of which all failed is a 503 with the outcomes',
    body: three,
    reply: byId({ a: 'full', b: 'unavailable', c: 'full' }),
    expect: {
      status: 503,
      code: 'unavailable',
      outcomes: ['full', 'unavailable', 'full'],
      headers: retryLater,
    },
  },
  {
    name: 'a batch that found no place at all is full',
    body: three,
    reply: all('full'),
    expect: { status: 503, code: 'full', outcomes: ['full', 'full', 'full'], headers: retryLater },
  },
  {
    name: 'a batch of which the rest was refused is not a 503',
    body: JSON.stringify([vote({ id: 'a' }), null]),
    reply: all('unavailable'),
    expect: { status: 200, outcomes: ['unavailable', [' type']] },
  },
]
