import { ageHeader } from '@aplauso/proto'
import { describeApi, jsonAnswer, problems } from '../http/openapi/index.ts'

const whole = { type: 'integer', minimum: 0 }
const total = { type: ['integer', 'null'], minimum: 0, description: 'null while recounting: not known is not 0' }
const state = { enum: ['open', 'recounting'] }

/** An object all of whose members are always there. */
const object = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
})
const listOf = (items: object, description: string) => ({ type: 'array', items, description })

const results = object({
  contest: { type: 'string' },
  state,
  total,
  asOf: {
    type: ['string', 'null'],
    format: 'date-time',
    description: 'When the figures were last known to be up to date',
  },
  ageMs: { type: ['integer', 'null'], minimum: 0, description: 'Their age when the answer was made' },
  bands: listOf(object({ name: { type: 'string' }, votes: whole }), 'Most votes first'),
  albums: listOf(
    object({
      band: { type: 'string' },
      title: { type: 'string' },
      votes: whole,
      ranks: listOf(object({ rank: { type: 'number' }, votes: whole }), 'Votes per rank, ranks ascending'),
    }),
    'Most votes first',
  ),
  channels: object({ edge: whole, grpc: whole }),
  pace: listOf(
    object({ at: { type: 'string', format: 'date-time' }, edge: whole, grpc: whole }),
    'Votes per 10 seconds by door, the last hour; `at` is where the 10 seconds begin',
  ),
})

const headers = {
  ETag: { description: 'Changes with all but the age', schema: { type: 'string' } },
  [ageHeader]: { description: 'The age of the figures in milliseconds, or `unknown`', schema: { type: 'string' } },
  'Cache-Control': { schema: { type: 'string' } },
}
const ifNoneMatch = { name: 'If-None-Match', in: 'header', schema: { type: 'string' } }
const unchanged = { '304': { description: 'Nothing but the age has changed', headers } }

/** The description of the results API. */
export const openApi = describeApi({
  title: 'Aplauso: results',
  summary: 'The totals of music contests.',
  description:
    'Figures are at most a second older than the tally. All who ask within that second share one reading of it.',
  paths: {
    '/v1/results': {
      get: {
        operationId: 'listContests',
        summary: 'All contests with their totals',
        parameters: [ifNoneMatch],
        responses: {
          '200': jsonAnswer('ContestList', 'The contests, by name', headers),
          ...unchanged,
          ...problems('unavailable', 'internal'),
        },
      },
    },
    '/v1/results/{contest}': {
      get: {
        operationId: 'readResults',
        summary: 'The results of a contest',
        parameters: [{ name: 'contest', in: 'path', required: true, schema: { type: 'string' } }, ifNoneMatch],
        responses: {
          '200': jsonAnswer('Results', 'The figures', headers),
          ...unchanged,
          ...problems('unknown_contest', 'unavailable', 'internal'),
        },
      },
    },
  },
  schemas: {
    Results: results,
    ContestList: object({
      contests: listOf(object({ contest: { type: 'string' }, state, total }), 'By name'),
    }),
  },
})
