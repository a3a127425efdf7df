import { type Field, fields } from '@aplauso/proto'
import fc from 'fast-check'
import { contentTypes } from './content-types.ts'
import { jsonOf, messageOf } from './encode.ts'
import type { FieldValue, FuzzInput, FuzzVote, Member } from './input.ts'
import { castAts, contests, ids, literals, names, numberTexts } from './odd-values.ts'

type Values = fc.Arbitrary<FieldValue>

const text = (texts: fc.Arbitrary<string>): Values => texts.map((value) => ({ kind: 'text', text: value }))
const nothing: Values = fc.constant({ kind: 'null' })
const bytes: Values = fc
  .oneof(
    fc.array(fc.nat(255), { maxLength: 12 }),
    fc.constantFrom(
      [0xef, 0xbb, 0xbf, 0x41],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xc0, 0xaf],
      [0x41, 0xe2, 0x82],
    ),
  )
  .map((value) => ({ kind: 'bytes', bytes: value }))
const otherType: Values = fc
  .constantFrom('true', 'false', '{}', '[]', '["A"]', '{"__proto__":{}}', '[[[[]]]]', '{"toString":1}')
  .map((json) => ({ kind: 'json', json }))
const number: Values = fc
  .oneof(literals, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.integer().map(String))
  .map((literal) => ({ kind: 'number', literal }))

/** Values that a field should not have, or hardly, by field. */
const oddTexts: Readonly<Record<Field, fc.Arbitrary<string>>> = {
  name: names,
  album: names,
  voter: names,
  year: numberTexts,
  rank: numberTexts,
  id: ids,
  contest: contests,
  castAt: castAts,
}
const oddValue = (field: Field): Values =>
  fc.oneof(
    { weight: 12, arbitrary: text(oddTexts[field]) },
    { weight: 1, arbitrary: text(fc.oneof(names, numberTexts, ids)) },
    { weight: 1, arbitrary: nothing },
    { weight: 2, arbitrary: bytes },
    { weight: field === 'year' || field === 'rank' ? 8 : 1, arbitrary: number },
    { weight: 1, arbitrary: otherType },
  )
const oddMember = fc.oneof(...fields.map((name) => oddValue(name).map((value): Member => ({ name, value }))))

/** Names that the contract does not know; some that objects have by themselves, some that records have. */
const unknownMember: fc.Arbitrary<Member> = fc.record({
  name: fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'channel',
    'v',
    'rules',
    'at',
    'Name',
    'cast_at',
    '',
  ),
  value: fc.oneof(text(fc.constantFrom('edge', 'grpc', 'x', '')), otherType, number, nothing),
})

const goodMembers: fc.Arbitrary<FuzzVote> = fc
  .record({
    name: fc.constantFrom('Alux Nahual', 'Malacates Trébol Shop', '東京事変', '🎸🔥'),
    album: fc.constantFrom('La Trampa', 'Ilustrada', 'A'),
    year: fc.integer({ min: 1900, max: 2100 }),
    rank: fc.integer({ min: 0, max: 10_000 }),
    asNumber: fc.boolean(),
  })
  .map(({ name, album, year, rank, asNumber }) => {
    const value = (digits: string): FieldValue =>
      asNumber ? { kind: 'number', literal: digits } : { kind: 'text', text: digits }
    return [
      { name: 'name', value: { kind: 'text', text: name } },
      { name: 'album', value: { kind: 'text', text: album } },
      { name: 'year', value: value(String(year)) },
      { name: 'rank', value: value((rank / 100).toFixed(2)) },
    ]
  })

/** A good vote with a few members more, which take the place of its own where they have the same name. */
const vote: fc.Arbitrary<FuzzVote> = fc
  .record({
    good: fc.oneof({ weight: 9, arbitrary: goodMembers }, { weight: 1, arbitrary: fc.constant<FuzzVote>([]) }),
    odd: fc.array(fc.oneof({ weight: 5, arbitrary: oddMember }, { weight: 1, arbitrary: unknownMember }), {
      maxLength: 3,
    }),
  })
  .map(({ good, odd }) => [...good, ...odd])

const nested = fc
  .record({ depth: fc.integer({ min: 29, max: 36 }), isArray: fc.boolean(), inVote: fc.boolean() })
  .map(({ depth, isArray, inVote }) => {
    const [open, close] = isArray ? ['[', ']'] : ['{"a":', '}']
    const value = `${open.repeat(depth)}${isArray ? '' : '1'}${close.repeat(depth)}`
    return inVote ? `{"name":"A","album":"B","year":1990,"rank":1,"more":${value}}` : value
  })
const soup = fc.string({
  unit: fc.constantFrom(...'{}[]",:0123.-+eE\\u \t\n\r', 'true', 'null', '\ufeff', '\u00a0', '"name"', '"a"'),
  maxLength: 30,
})
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  soup,
  nested,
  vote.map((members) => jsonOf(members).toString()),
  fc.tuple(vote, fc.nat(200)).map(([members, at]) => jsonOf(members).toString().slice(0, at)),
  fc.constantFrom('', ' ', '[]', '[[]]', '[5,null,"x"]', 'null', '5', '"x"', '1e400', '{"name":"\\ud800"}', '\n\n'),
)
const body = fc.record({
  kind: fc.constant('body' as const),
  body: fc
    .tuple(fc.constantFrom('', '', '', '\ufeff', '\ufeff\ufeff', ' '), json)
    .map(([before, rest]) => before + rest),
  contentType: fc.oneof(fc.constant('application/json'), fc.constantFrom(...Object.keys(contentTypes))),
  idempotencyKey: fc.option(fc.constantFrom('key-1', '', 'a b', 'x'.repeat(64), 'x'.repeat(65), '__proto__'), {
    nil: undefined,
    freq: 3,
  }),
})

/** Votes that both doors can get, so that a whole batch is compared between them. */
const carriedVote = vote.filter((members) => messageOf(members) !== undefined)

const batch = fc.record({
  kind: fc.constant('batch' as const),
  votes: fc.oneof(
    { weight: 10, arbitrary: fc.array(vote, { maxLength: 20, size: 'max' }) },
    { weight: 10, arbitrary: fc.array(carriedVote, { maxLength: 20, size: 'max' }) },
    { weight: 1, arbitrary: fc.array(carriedVote, { minLength: 49, maxLength: 70, size: 'max' }) },
  ),
  as: fc.constantFrom('array' as const, 'ndjson' as const),
})

/** A thousand of it are more than a request may have. */
const longVote: FuzzVote = [{ name: 'name', value: { kind: 'text', text: 'a'.repeat(1_200) } }]

/** Anything that may be sent. */
export const inputs: fc.Arbitrary<FuzzInput> = fc.oneof(
  { weight: 300, arbitrary: fc.record({ kind: fc.constant('single' as const), vote }) },
  { weight: 500, arbitrary: batch },
  { weight: 200, arbitrary: body },
  {
    weight: 40,
    arbitrary: fc.record({ kind: fc.constant('message' as const), bytes: fc.array(fc.nat(255), { maxLength: 60 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('copies' as const),
      vote: fc.oneof(fc.constant<FuzzVote>([]), goodMembers, fc.constant(longVote)),
      count: fc.constantFrom(999, 1_000, 1_001),
    }),
  },
)
