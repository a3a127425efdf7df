import { type KafkaConnection, readKafkaConnection } from '@aplauso/stores/kafka'
import * as z from 'zod/mini'

const origin = z
  .string()
  .check(z.refine((text) => text === '*' || isOrigin(text), 'must be origins such as https://votes.example, or *'))

const origins = z.pipe(
  z.pipe(
    z._default(z.string(), ''),
    z.transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    ),
  ),
  z.array(origin),
)

const secret = z.string().check(z.minLength(32, 'must have at least 32 characters'))

const wholeNumber = (min: number, max: number, whenAbsent: number) => {
  const fault = `must be a whole number from ${min} to ${max}`
  return z.pipe(
    z._default(z.string().check(z.regex(/^\d{1,9}$/, fault)), String(whenAbsent)),
    z.pipe(z.transform(Number), z.number().check(z.gte(min, fault), z.lte(max, fault))),
  )
}

/** The Worker's variables. */
export const edgeVariables = z.object({
  /** Origins of the pages that may cast votes, separated by commas; `*` for every page. */
  ALLOWED_ORIGINS: origins,
  /** The relay's origin, `https:` but on this machine; the way to the log where no Kafka is named. */
  RELAY_URL: z.optional(z.string().check(z.refine(isHttpUrl, 'must be an http or https address'))),
  /** Signs the batches for the relay, which has the same. */
  RELAY_KEY: secret,
  /** Signs an operator's requests about the outbox; absent: a key that is derived from `RELAY_KEY`. */
  OPERATOR_KEY: z.optional(secret),
  /** `1` lets the relay be at an `http:` address on another machine: anybody between the two reads the votes. */
  APLAUSO_DEVELOPMENT: z.optional(z.literal('1', 'must be 1 or absent')),
  /** Kafka itself as the way to the log: `host:port`, several separated by commas; read by the adapter. */
  KAFKA_BROKERS: z.optional(z.string()),
  /** `true` for TLS, which anything but a test needs. */
  KAFKA_SSL: z.optional(z.string()),
  /** `scram-sha-512`, `scram-sha-256` or `plain`. */
  KAFKA_SASL_MECHANISM: z.optional(z.string()),
  /** A user that may write the topic. */
  KAFKA_USERNAME: z.optional(z.string()),
  /** The user's password. */
  KAFKA_PASSWORD: z.optional(z.string()),
  /** The topic of the votes. */
  KAFKA_TOPIC: z._default(z.string().check(z.regex(/^[\w.-]{1,249}$/, 'must be a name of a topic')), 'votes'),
  /** The key of the voters' hashes: the same at both doors. */
  VOTER_KEY: secret,
  /** Objects of the outbox: the peak of votes a second, divided by 300. */
  OUTBOX_SHARDS: wholeNumber(1, 1024, 32),
  /** Where the objects of the outbox should live: near the log. */
  OUTBOX_LOCATION: z.optional(
    z.enum(
      ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'],
      'must be one of the platform’s location hints',
    ),
  ),
  /** How long the log may take for a batch before the outbox's own storage takes it. */
  OUTBOX_DEADLINE_MS: wholeNumber(100, 4_000, 2_000),
  /** The longest wait between two attempts to empty an object's storage into the log. */
  OUTBOX_PROBE_MS: wholeNumber(100, 600_000, 15_000),
  /** What one object may keep while the log is down; 0: nothing, votes that the log does not take have failed. */
  OUTBOX_KEEP_MIB: wholeNumber(0, 4_096, 256),
  /** How long a request's body may take to arrive. */
  BODY_TIMEOUT_MS: wholeNumber(100, 60_000, 10_000),
})

type Settings = z.output<typeof edgeVariables>

/** The way to the log: exactly one. */
export type LogWay = { readonly relayUrl: string } | { readonly kafka: KafkaConnection; readonly topic: string }

export type EdgeConfig = Omit<Settings, 'RELAY_URL' | 'APLAUSO_DEVELOPMENT' | `KAFKA_${string}`> & {
  readonly log: LogWay
}

/** The names of the bindings that configure the edge. */
export const configNames = Object.keys(edgeVariables.shape) as readonly (keyof Settings)[]

export type ConfigResult =
  | { readonly config: EdgeConfig; readonly problems?: undefined }
  | { readonly config?: undefined; readonly problems: readonly string[] }

/**
 * Reads the edge's configuration from its bindings; all problems at once, without the values, which may be secrets.
 * An empty text is an absent one, and so is `null`, workerd's text for a variable that is not set.
 * @example
 * const { config, problems } = readEdgeConfig({ RELAY_URL: 'https://relay.votes.example', RELAY_KEY, VOTER_KEY })
 */
export function readEdgeConfig(bindings: Readonly<Record<string, unknown>>): ConfigResult {
  const given = Object.fromEntries(Object.entries(bindings).filter(([, value]) => value !== '' && value != null))
  const result = edgeVariables.safeParse(given, {
    error: (issue) => (issue.input === undefined ? 'is required but not set' : 'must be a text'),
  })
  const problems = result.error?.issues.map(({ path, message }) => `${path[0]?.toString()}: ${message}`) ?? []
  const { log, logProblems } = readLogWay(given)
  if (!result.success || !log) return { problems: [...logProblems, ...problems] }
  const { RELAY_URL, APLAUSO_DEVELOPMENT, KAFKA_TOPIC: topic, ...settings } = result.data
  const { KAFKA_BROKERS, KAFKA_SSL, KAFKA_SASL_MECHANISM, KAFKA_USERNAME, KAFKA_PASSWORD, ...rest } = settings
  return { config: { ...rest, log: 'kafka' in log ? { ...log, topic } : log } }
}

function readLogWay(given: Readonly<Record<string, unknown>>) {
  const texts = Object.fromEntries(
    Object.entries(given).filter((member): member is [string, string] => typeof member[1] === 'string'),
  )
  const { RELAY_URL: relayUrl, APLAUSO_DEVELOPMENT: development } = texts
  const hasKafka = 'KAFKA_BROKERS' in texts
  if (hasKafka && relayUrl) return { logProblems: ['KAFKA_BROKERS: set either this or RELAY_URL, the log has one way'] }
  if (relayUrl && development !== '1' && isReadable(relayUrl)) {
    return { logProblems: ['RELAY_URL: must be an https address, as the relay is on another machine'] }
  }
  if (relayUrl) return { log: { relayUrl }, logProblems: [] }
  if (!hasKafka) return { logProblems: ['RELAY_URL: is required but not set (or KAFKA_BROKERS)'] }
  const reading = readKafkaConnection(texts)
  return 'problems' in reading
    ? { logProblems: reading.problems }
    : { log: { kafka: reading.connection }, logProblems: [] }
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && new URL(text).origin === text
}

/** Whether what is sent to the address passes other machines as plain text. */
function isReadable(text: string): boolean {
  if (!isHttpUrl(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'http:' && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
