import { codes, type Field, fieldCodes, fields, limits, sentField } from '@aplauso/proto'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const text = (maxLength: number, description: string, more: object = {}) => ({
  type: ['string', 'null'],
  minLength: 1,
  maxLength,
  description,
  ...more,
})

const id = { type: 'string', minLength: 1, maxLength: limits.idCodePoints, pattern: '^[A-Za-z0-9_-]+$' }
const contest = {
  type: 'string',
  minLength: 1,
  maxLength: limits.contestCodePoints,
  pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
}

const properties: Readonly<Record<Field, object>> = {
  name: { type: 'string', minLength: 1, description: 'The band, up to 120 characters' },
  album: { type: 'string', minLength: 1, description: 'Its album, up to 120 characters' },
  year: { type: ['integer', 'string'], description: 'The album’s year, 1900 to 2100', examples: [1987, '1987'] },
  rank: {
    type: ['number', 'string'],
    description: 'A score of up to two decimals, or an ordinal; in `default` from 0 to 100',
    examples: [8.65, '1st', '3ro', '4º'],
  },
  id: {
    ...id,
    type: ['string', 'null'],
    description: 'Idempotency key; absent: the server makes one. A retry under the same id counts once.',
  },
  contest: { ...contest, type: ['string', 'null'], description: 'Absent: `default`' },
  voter: text(limits.voterCodePoints, 'Opaque name of the voter; never shown, stored only as a keyed hash'),
  castAt: { type: ['string', 'null'], format: 'date-time', description: 'The client’s time, RFC 3339' },
}

const vote = {
  type: 'object',
  description: 'Other members are ignored; `null` is the same as absent.',
  required: fields.filter((name) => sentField(name).required),
  properties,
  examples: [{ name: 'Alux Nahual', album: 'Alto al Fuego', year: 1987, rank: 1 }],
}

const accepted = {
  type: 'object',
  required: ['status', 'id', 'contest'],
  properties: { status: { const: 'accepted' }, id, contest },
}

const refused = {
  type: 'object',
  description:
    `The vote breaks the rules. In one answer the first ${limits.refusalsInFull} such outcomes carry all \`errors\`, later ` +
    'ones their first alone.',
  required: ['status', 'errors'],
  properties: { status: { const: 'refused' }, errors: { type: 'array', minItems: 1, items: ref('Fault') } },
}

const failed = {
  type: 'object',
  description: 'Stored or not, nobody knows: send the vote again under this id.',
  required: ['status', 'id', 'code'],
  properties: { status: { const: 'failed' }, id, code: { enum: ['unavailable', 'full'] } },
}

const fault = {
  type: 'object',
  required: ['field', 'code', 'message'],
  properties: {
    field: { type: 'string', description: 'Empty for the vote as a whole' },
    code: {
      enum: [...fieldCodes, 'malformed', 'too_large', 'unknown_contest', 'contest_not_open', 'contest_closed'],
    },
    message: { type: 'string' },
  },
}

const outcomes = { type: 'array', items: ref('Outcome') }

const problem = {
  type: 'object',
  description: 'RFC 9457 problem document',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: codes },
    detail: { type: 'string', description: 'What to do, for people' },
    errors: { type: 'array', minItems: 1, items: ref('Fault'), description: 'With `invalid`' },
    id: { ...id, description: 'With a 503 about one vote: send it again under this id' },
    outcomes: { ...outcomes, description: 'With a 503 about a batch' },
  },
}

/** The schemas that the paths refer to. */
export const schemas = {
  Vote: vote,
  Votes: { type: 'array', maxItems: limits.votesPerRequest, items: ref('Vote') },
  Accepted: accepted,
  Refused: refused,
  Failed: failed,
  Outcome: { oneOf: [ref('Accepted'), ref('Refused'), ref('Failed')] },
  Outcomes: { type: 'object', required: ['outcomes'], properties: { outcomes } },
  Fault: fault,
  Problem: problem,
  Health: { type: 'object', required: ['status'], properties: { status: { const: 'ok' } } },
} as const
