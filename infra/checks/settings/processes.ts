import { globSync } from 'node:fs'
import { managementConfig } from '../../../cluster/consumer/config.ts'
import { doorConfig } from '../../../cluster/ingest/config.ts'
import { grpcConfig } from '../../../cluster/ingest/grpc/limits/config.ts'
import { tlsConfig } from '../../../cluster/ingest/grpc/tls.ts'
import { archiveConfig, logConfig, tallyConfig } from '../../../cluster/stores/from-environment/index.ts'
import { edgeVariables } from '../../../edge/worker/config.ts'
import { httpConfig } from '../../../functions/http/config.ts'
import { exportConfig } from '../../../functions/logs/config.ts'
import { restConfig } from '../../engines/rest/config.ts'
import { dashboardConfig } from '../../local/dashboard/config.ts'
import { hostConfig } from '../../local/edge/config.ts'
import { root } from '../../terminal/root.ts'
import type { Schema } from './rules.ts'

/** Variables that belong together: those of one store, or those that one process alone has. */
export interface Section {
  readonly title: string
  /** a sentence or two before the table */
  readonly text: string
  readonly schemas: readonly Schema[]
  /** where the variables and their comments stand */
  readonly files: readonly string[]
}

const stores = globSync('cluster/stores/from-environment/*.ts', { cwd: root })

/** Every process and store that reads its variables by a schema. */
export const sections: readonly Section[] = [
  {
    title: 'Log',
    text: 'The log of votes: Kafka, else SQLite in `APLAUSO_DATA`. Read by ingest and the consumer.',
    schemas: [logConfig],
    files: stores,
  },
  {
    title: 'Archive',
    text: 'The first of its variables that is set chooses the engine. Read by the consumer and the function `logs`.',
    schemas: [archiveConfig],
    files: stores,
  },
  {
    title: 'Tally',
    text: 'Redis, else SQLite in `APLAUSO_DATA`. Read by the consumer and the function `results`.',
    schemas: [tallyConfig],
    files: stores,
  },
  {
    title: 'Ingest',
    text: '`cluster/ingest`. Besides these: [Log](#log).',
    schemas: [doorConfig, grpcConfig, tlsConfig],
    files: ['cluster/ingest/config.ts', 'cluster/ingest/grpc/limits/config.ts', 'cluster/ingest/grpc/tls.ts'],
  },
  {
    title: 'Consumer',
    text: '`cluster/consumer`. Besides these: [Log](#log), [Archive](#archive), [Tally](#tally).',
    schemas: [managementConfig],
    files: ['cluster/consumer/config.ts'],
  },
  {
    title: 'Functions',
    text: '`functions`. Besides these: `logs` has [Archive](#archive) and `EXPORT_KEY`, `results` has [Tally](#tally).',
    schemas: [httpConfig, exportConfig],
    files: ['functions/http/config.ts', 'functions/logs/config.ts'],
  },
  {
    title: 'Edge',
    text:
      '`edge`: bindings of the Worker. Exactly one of `RELAY_URL` and `KAFKA_BROKERS` is the way to the log. `OUTBOX` is the ' +
      'binding of the Durable Objects; `OUTCOMES`, which may be absent, an Analytics Engine dataset that gets the number of ' +
      'votes by outcome.',
    schemas: [edgeVariables],
    files: ['edge/worker/config.ts'],
  },
  {
    title: 'Edge on this machine',
    text: '`infra/local/edge`. Besides these: [Edge](#edge).',
    schemas: [hostConfig],
    files: ['infra/local/edge/config.ts'],
  },
  {
    title: 'Pages on this machine',
    text: '`infra/local/dashboard`.',
    schemas: [dashboardConfig],
    files: ['infra/local/dashboard/config.ts'],
  },
  {
    title: 'Development server for Upstash’s REST protocol',
    text: '`infra/engines/rest`; `npm run engines` sets all of them.',
    schemas: [restConfig],
    files: ['infra/engines/rest/config.ts'],
  },
]

/** A variable that is read without a schema. */
export interface OtherVariable {
  readonly name: string
  readonly rule: string
  readonly whenAbsent: string
  readonly meaning: string
}

/** Variables of every Node process, and of the commands. */
export const others: readonly OtherVariable[] = [
  {
    name: 'LOG_LEVEL',
    rule: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`',
    whenAbsent: '`info`',
    meaning: 'Least level of the log lines of each Node process.',
  },
  {
    name: 'APLAUSO_DATA',
    rule: 'text',
    whenAbsent: '`.data/local`',
    meaning: 'For `npm start` and the operating commands: the folder of the system on this machine.',
  },
  {
    name: 'OPERATOR_KEY',
    rule: 'text of at least 32 characters',
    whenAbsent: '`RELAY_KEY`',
    meaning:
      'For `npm run outbox`: the operator’s key of the edge that it asks; of an edge without one, its `RELAY_KEY`.',
  },
  {
    name: 'GRAFANA_URL',
    rule: 'an address',
    whenAbsent: '–',
    meaning: 'For `npm start`: the pages link to it.',
  },
  {
    name: 'APLAUSO_CACHE',
    rule: 'text',
    whenAbsent: 'the folder `aplauso` in the user’s cache',
    meaning: 'Where `npm run engines` keeps what it fetched and built.',
  },
  {
    name: 'JAVA_HOME',
    rule: 'text',
    whenAbsent: 'Java on `PATH`',
    meaning: 'For `npm run engines`: the Java that runs Kafka.',
  },
  {
    name: 'CHROMIUM_PATH',
    rule: 'text',
    whenAbsent: 'an installed one',
    meaning: 'For tests of the pages and screenshots: the browser.',
  },
  {
    name: 'NO_COLOR',
    rule: 'text',
    whenAbsent: '–',
    meaning: 'Commands print no colors.',
  },
  {
    name: 'APLAUSO_TEST_KAFKA_SECURE',
    rule: 'a JSON object',
    whenAbsent: '–',
    meaning: 'For tests: a listener with TLS and SCRAM, as its `KAFKA_*` variables.',
  },
  {
    name: 'APLAUSO_TEST_SECANTUSDB_URI',
    rule: 'text that begins with mongodb://',
    whenAbsent: '–',
    meaning: 'For tests: a second document server, SecantusDB.',
  },
]
