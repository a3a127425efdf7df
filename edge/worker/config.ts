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

const schema = z.object({
  /** Origins of the pages that may cast votes, separated by commas; `*` for every page. */
  ALLOWED_ORIGINS: origins,
  /** The relay's origin. */
  RELAY_URL: z.string().check(z.refine(isHttpUrl, 'must be an http or https address')),
  /** Shared with the relay: batches are signed with it. */
  RELAY_KEY: secret,
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
  /** How long a request's body may take to arrive. */
  BODY_TIMEOUT_MS: wholeNumber(100, 60_000, 10_000),
})

export type EdgeConfig = z.output<typeof schema>

/** The names of the bindings that configure the edge. */
export const configNames = Object.keys(schema.shape) as readonly (keyof EdgeConfig)[]

export type ConfigResult =
  | { readonly config: EdgeConfig; readonly problems?: undefined }
  | { readonly config?: undefined; readonly problems: readonly string[] }

/**
 * Reads the edge's configuration from its bindings; all problems at once, without the values, which may be secrets.
 * An empty text is an absent one, and so is `null`, workerd's text for a variable that is not set.
 */
export function readEdgeConfig(bindings: Readonly<Record<string, unknown>>): ConfigResult {
  const given = Object.fromEntries(Object.entries(bindings).filter(([, value]) => value !== '' && value != null))
  const result = schema.safeParse(given, {
    error: (issue) => (issue.input === undefined ? 'is required but not set' : 'must be a text'),
  })
  if (result.success) return { config: result.data }
  return { problems: result.error.issues.map(({ path, message }) => `${path[0]?.toString()}: ${message}`) }
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && new URL(text).origin === text
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
