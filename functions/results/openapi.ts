import { ageHeader } from '@aplauso/proto'
import { describeApi, jsonAnswer, problems, queryParameter } from '../http/openapi/index.ts'
import { bandsPerPage, resultsLimits } from './limits.ts'

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

const band = (more: Readonly<Record<string, object>>) => object({ ...more, name: { type: 'string' }, votes: whole })

const results = object({
  contest: { type: 'string' },
  state,
  total,
  asOf: {
    type: ['string', 'null'],
    format: 'date-time',
    description: 'When the figures were last known to be up to date',
  },
  ageMs: {
    type: ['integer', 'null'],
    minimum: 0,
    description: `Their age when the tally was read; at the time of the answer it is in \`${ageHeader}\``,
  },
  bands: listOf(band({}), `The first ${resultsLimits.bands}, most votes first`),
  others: {
    ...object({ bands: whole, votes: whole }),
    description:
      'The bands that are not listed, with all their votes. Beyond 10,000 bands a contest counts new ones together: ' +
      'their votes are in `votes`, and they are not in `bands`',
  },
  albums: listOf(
    object({
      band: { type: 'string' },
      title: { type: 'string' },
      votes: whole,
      mean: {
        type: ['number', 'null'],
        description: 'Of all ranks, in hundredths; null where not all of them were kept apart',
      },
      ranks: listOf(
        object({ rank: { type: 'number' }, to: { type: 'number' }, votes: whole }),
        `Votes with ranks from \`rank\` to below \`to\`, the last with \`to\`, ascending: each rank by itself where there ` +
          `are no more than ${resultsLimits.rankBins}`,
      ),
    }),
    `The first ${resultsLimits.albums}, most votes first; fewer where their names would make the document larger than 256 KiB`,
  ),
  channels: object({ edge: whole, grpc: whole }),
  pace: listOf(
    object({ at: { type: 'string', format: 'date-time' }, edge: whole, grpc: whole }),
    'Votes per 10 seconds by door, the last hour; `at` is where the 10 seconds begin',
  ),
})

const age = {
  [ageHeader]: { description: 'The age of the figures in milliseconds, or `unknown`', schema: { type: 'string' } },
}
const headers = {
  ETag: { description: 'Changes with all but the age, and with the encoding', schema: { type: 'string' } },
  ...age,
  Vary: { schema: { type: 'string' } },
  'Content-Encoding': { schema: { enum: ['br', 'gzip'] } },
  'Cache-Control': { schema: { type: 'string' } },
}
const contest = { name: 'contest', in: 'path', required: true, schema: { type: 'string' } }
const ifNoneMatch = { name: 'If-None-Match', in: 'header', schema: { type: 'string' } }
const unchanged = { '304': { description: 'Nothing but the age has changed', headers } }

/** The description of the results API. */
export const openApi = describeApi({
  title: 'Aplauso: results',
  summary: 'The totals of music contests.',
  description:
    'Figures are at most half a second older than the tally. All who ask within that time share one reading of it. ' +
    'Answers come as brotli or gzip to whoever accepts that.',
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
        parameters: [contest, ifNoneMatch],
        responses: {
          '200': jsonAnswer('Results', 'The figures', headers),
          ...unchanged,
          ...problems('unknown_contest', 'unavailable', 'internal'),
        },
      },
    },
    '/v1/results/{contest}/bands': {
      get: {
        operationId: 'listBands',
        summary: 'All bands of a contest, a page at a time',
        parameters: [
          contest,
          queryParameter('after', 'The bands behind a page: its `next`', { type: 'string' }),
          queryParameter('q', 'Bands whose names have this in them, whatever its case and accents', {
            type: 'string',
            maxLength: 120,
          }),
        ],
        responses: {
          '200': jsonAnswer('BandPage', 'The page', age),
          ...problems('unknown_contest', 'invalid', 'unavailable', 'internal'),
        },
      },
    },
  },
  schemas: {
    Results: results,
    BandPage: object({
      contest: { type: 'string' },
      state,
      bands: listOf(
        band({ place: { ...whole, minimum: 1, description: 'One more than the number of bands with more votes' } }),
        `At most ${bandsPerPage}, most votes first`,
      ),
      next: {
        type: ['string', 'null'],
        description: 'Give it as `after` for the bands that follow; null where none do',
      },
    }),
    ContestList: object({
      contests: listOf(object({ contest: { type: 'string' }, state, total }), 'By name'),
    }),
  },
})
