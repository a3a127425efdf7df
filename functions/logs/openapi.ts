import { channels, type LoggedVote, publicFields, voteFields } from '@aplauso/proto'
import { describeApi, jsonAnswer, problems, queryParameter, ref } from '../http/openapi/index.ts'
import { exportHeaders } from './export/export.ts'
import { formatNames, formats } from './export/formats.ts'
import { pagesPerClient } from './log-shares.ts'
import { defaultLimit, greatestLimit } from './query/limit.ts'

const text = { type: 'string', minLength: 1, maxLength: 120 }
const time = { type: 'string', format: 'date-time' }
const status = { enum: ['counted', 'duplicate'] }
const channel = { enum: [...channels] }

const filters = [
  queryParameter('contest', 'Votes of this contest', { type: 'string', maxLength: 64 }),
  queryParameter('band', 'Votes for this band, compared exactly', text),
  queryParameter('album', 'Votes for this album, compared exactly', text),
  queryParameter('year', 'Votes for albums of this year', { type: 'integer', minimum: 1900, maximum: 2100 }),
  queryParameter('rankMin', 'Votes with at least this rank', { type: 'number' }),
  queryParameter('rankMax', 'Votes with at most this rank', { type: 'number' }),
  queryParameter('channel', 'Votes that came in by this door', channel),
  queryParameter('status', 'Votes of this status', status),
  queryParameter('from', 'Votes that a door took at this time or later', time),
  queryParameter('to', 'Votes that a door took before this time', time),
]

const properties: Readonly<Record<keyof LoggedVote, object>> = {
  contest: { type: 'string' },
  name: { type: 'string', description: 'The band' },
  album: { type: 'string' },
  year: { type: 'integer' },
  rank: { type: 'number' },
  channel,
  at: { ...time, description: 'When the door took it' },
  status,
}

const vote = {
  type: 'object',
  required: [...publicFields.filter((name) => voteFields[name].inRecord === 'always'), 'status'],
  properties,
}

const page = {
  type: 'object',
  required: ['votes', 'next', 'newest'],
  properties: {
    votes: { type: 'array', items: ref('LoggedVote') },
    next: { type: ['string', 'null'], description: 'Give it as `cursor` for older votes; null where there are none' },
    newest: { type: ['string', 'null'], description: 'Give it as `after`, again and again, for newer votes' },
  },
}

const exportAnswer = {
  description: 'The votes, newest first; headers say when and how far it was read',
  headers: Object.fromEntries(exportHeaders.map((name) => [name, { schema: { type: 'string' } }])),
  content: Object.fromEntries(formatNames.map((name) => [formats[name].contentType, { schema: { type: 'string' } }])),
}

/** The description of the log API. */
export const openApi = describeApi({
  title: 'Aplauso: the log of votes',
  summary: 'Every vote that was counted, and every duplicate.',
  description:
    'Votes are shown once they are counted, in the order of archiving. A page may hold fewer votes than asked for ' +
    'although there are more: `next` says so. A cursor goes with the filters that it was given for. A client has a share of ' +
    `the archive, and ${pagesPerClient} pages at once; one more is \`rate_limited\`. Of what is wrong with a query the first faults are listed, ` +
    'as many as fit 2 KB.',
  paths: {
    '/v1/logs': {
      get: {
        operationId: 'readLog',
        summary: 'A page of the log, newest first',
        parameters: [
          queryParameter('limit', 'Most votes in the page', {
            type: 'integer',
            minimum: 1,
            maximum: greatestLimit,
            default: defaultLimit,
          }),
          queryParameter('cursor', 'Votes older than a page: its `next`', { type: 'string' }),
          queryParameter('after', 'The oldest votes newer than a page: its `newest`; not with `cursor`', {
            type: 'string',
          }),
          ...filters,
        ],
        responses: {
          '200': jsonAnswer('LogPage', 'The page'),
          ...problems('invalid', 'rate_limited', 'unavailable', 'internal'),
        },
      },
    },
    '/v1/logs/export': {
      get: {
        operationId: 'exportLog',
        summary: 'All votes as a file',
        security: [{ exportKey: [] }],
        parameters: [
          { ...queryParameter('format', 'The kind of file', { enum: [...formatNames] }), required: true },
          ...filters,
        ],
        responses: {
          '200': exportAnswer,
          ...problems('unauthenticated', 'not_found', 'invalid', 'rate_limited', 'unavailable', 'internal'),
        },
      },
    },
  },
  schemas: { LoggedVote: vote, LogPage: page },
  securitySchemes: { exportKey: { type: 'http', scheme: 'bearer' } },
})
