import { z } from 'zod'

/** Wrong configuration: every problem, one line each. A process that meets it prints them and exits with 2. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads a deployable's configuration from environment variables. An empty variable is an absent one. Values are never
 * repeated in problems: they may be secrets.
 * @throws ConfigError with all problems at once
 * @example
 * const { PORT } = readConfig(z.object({ PORT: port.default(8080) }), process.env)
 */
export function readConfig<Schema extends z.ZodType>(schema: Schema, environment: Environment): z.output<Schema> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const result = schema.safeParse(given, {
    error: (issue) => (issue.input === undefined ? 'is required but not set' : undefined),
  })
  if (result.success) return result.data
  throw new ConfigError(
    result.error.issues.map((issue) => `${issue.path.join('.') || 'environment'}: ${issue.message}`),
  )
}

/** A TCP port as text; 0 lets the system choose. */
export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number up to 65535')

/** A whole number from `min` to `max` as text. */
export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`)
}

/** A secret shared by processes; short ones are refused. */
export const secret = z.string().min(32, 'must have at least 32 characters')

/** A comma-separated list, such as the origins of `ALLOWED_ORIGINS`. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

/** `true` or `false` as text. */
export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true')
