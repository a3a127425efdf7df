import { UsageError, type Values } from '../../terminal/command-line.ts'
import { defaultBasePort, type EdgeTransport, type Hosts, hostsFor, loopback, portNames } from '../system/index.ts'

export interface StartOptions {
  /** empty the data folder first */
  readonly fresh: boolean
  /** cast the sample votes if the archive is empty */
  readonly votes: boolean
  /** use Kafka, Redis and MongoDB instead of the embedded engines */
  readonly engines: boolean
  /** how the edge reaches the log */
  readonly edgeTransport: EdgeTransport
  /** where the pages and what they call listen */
  readonly hosts: Hosts
  /** the first of the ports */
  readonly basePort: number
}

const highestBase = 65_536 - portNames.length

/** The options of `npm start`. */
export const startOptionTypes = {
  fresh: { type: 'boolean' },
  'no-votes': { type: 'boolean' },
  engines: { type: 'boolean' },
  'edge-kafka': { type: 'boolean' },
  host: { type: 'string' },
  port: { type: 'string' },
} as const

/** What the options of `npm start` mean. @throws UsageError */
export function startOptionsOf(options: Values<typeof startOptionTypes>): StartOptions {
  if (options['edge-kafka'] && !options.engines)
    throw new UsageError('--edge-kafka needs --engines: the embedded log is not Kafka')
  return {
    fresh: options.fresh ?? false,
    votes: !options['no-votes'],
    engines: options.engines ?? false,
    edgeTransport: options['edge-kafka'] ? 'kafka' : 'relay',
    hosts: options.host === undefined ? loopback : hostsFor(options.host),
    basePort: options.port === undefined ? defaultBasePort : basePortIn(options.port),
  }
}

function basePortIn(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 1 && port <= highestBase) return port
  throw new UsageError(`--port must be a number from 1 to ${highestBase}: the first of ${portNames.length} ports`)
}
