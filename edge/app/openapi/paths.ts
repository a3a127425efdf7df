import { type Code, codes, httpAnswers, problemContentType } from '@aplauso/proto'

const schema = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } })

const retryAfter = {
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } },
}

/** The problem answers of an operation by status; codes that share a status share an answer. */
function problems(...wanted: Code[]): Record<string, object> {
  const statuses = [...new Set(wanted.map((code) => httpAnswers[code].status))].sort()
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => wanted.includes(code) && httpAnswers[code].status === status)
      const waits = here.some((code) => httpAnswers[code].retryAfterSeconds !== undefined)
      return [
        String(status),
        {
          description: here.map((code) => `\`${code}\`: ${httpAnswers[code].title}`).join('; '),
          ...(waits ? { headers: retryAfter } : {}),
          content: { [problemContentType]: schema('Problem') },
        },
      ]
    }),
  )
}

const castVotes = {
  tags: ['votes'],
  summary: 'Cast one vote, or up to 1,000',
  description:
    'One vote is a JSON object of at most 8 KiB. A JSON array, or NDJSON (one vote a line, 8 KiB a line), is a batch of at ' +
    'most 1,000 votes and 1 MiB, answered with an outcome for each vote in order. The body is UTF-8, where one byte order ' +
    'mark may come first, and not compressed.',
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'The id of a single vote; not with a batch',
      schema: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' },
    },
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { oneOf: [{ $ref: '#/components/schemas/Vote' }, { $ref: '#/components/schemas/Votes' }] },
      },
      'application/x-ndjson': {
        schema: { type: 'string', description: 'A JSON object (see `Vote`) a line; blank lines are skipped' },
      },
    },
  },
  responses: {
    '200': { description: 'A batch: what became of each vote', content: { 'application/json': schema('Outcomes') } },
    '202': { description: 'One vote, accepted', content: { 'application/json': schema('Accepted') } },
    ...problems(
      'malformed',
      'unknown_contest',
      'timeout',
      'contest_not_open',
      'contest_closed',
      'too_large',
      'unsupported_media_type',
      'invalid',
      'rate_limited',
      'full',
      'unavailable',
      'internal',
    ),
  },
}

/** The addresses and what they answer. */
export const paths = {
  '/v1/votes': { post: { operationId: 'castVotes', ...castVotes } },
  '/vote': { post: { operationId: 'castVotesShort', ...castVotes, summary: 'The same as /v1/votes' } },
  '/healthz': {
    get: {
      operationId: 'health',
      tags: ['service'],
      summary: 'Whether the edge is up',
      responses: {
        '200': { description: 'It is', content: { 'application/json': schema('Health') } },
        ...problems('internal'),
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'openApi',
      tags: ['service'],
      summary: 'This document',
      responses: {
        '200': { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } },
        ...problems('internal'),
      },
    },
  },
} as const
