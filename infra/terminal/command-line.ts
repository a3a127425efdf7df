import { type ParseArgsConfig, parseArgs } from 'node:util'
import { messageOf } from '@aplauso/process/portable'
import { distance } from 'fastest-levenshtein'

/** The command line is invalid; the message says why. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** A command's options, as `parseArgs` of `node:util` takes them. */
export type Options = NonNullable<ParseArgsConfig['options']>
/** Their values. */
export type Values<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given }>>['values']

const help = { type: 'boolean', short: 'h' } as const

/**
 * Reads a command line: options, which always include `--help`, and words.
 * @param mostWords how many words it may have (0)
 * @throws UsageError naming an unknown option, a missing value or a word too many
 */
export function readOptions<const Given extends Options>(
  args: readonly string[],
  options: Given,
  mostWords = 0,
): { readonly options: Values<Given>; readonly words: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, help },
      allowPositionals: mostWords > 0,
    })
    const extra = positionals[mostWords]
    if (extra !== undefined) throw new Error(`Unexpected argument '${extra}'`)
    return { options: values as Values<Given>, words: positionals }
  } catch (error) {
    const message = messageOf(error)
    const [, unknown] = /^Unknown option '-*([^']*)'/.exec(message) ?? []
    throw new UsageError(
      unknown === undefined ? message : `${message}${didYouMean(unknown, Object.keys(options), '--')}`,
    )
  }
}

/**
 * Reads an option's whole number, without sign or leading zeros, from `least` (1 by default) to `most`.
 * @throws UsageError naming the option
 */
export function wholeNumber(
  name: string,
  text: string,
  { least = 1, most }: { least?: number; most?: number } = {},
): number {
  const number = /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= (most ?? 9_999_999)) return number
  const range = most === undefined ? `from ${least}` : `from ${least} to ${most}`
  throw new UsageError(`--${name} must be a whole number ${range}, not "${text}"`)
}

/**
 * The choice that a text names.
 * @param what an option such as `--fault`, or what a subcommand is called
 * @throws UsageError naming the choices, and the nearest one where one is near
 * @example
 * oneOf('--fault', 'kil', ['roll', 'kill']) // --fault must be roll or kill, not "kil". Did you mean "kill"?
 */
export function oneOf<const Choice extends string>(what: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === text)
  if (choice !== undefined) return choice
  const listed = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(choices)
  throw new UsageError(`${what} must be ${listed}, not "${text}"${didYouMean(text, choices)}`)
}

/** ` Did you mean …?` with the nearest of the known words, or nothing where all are far. */
function didYouMean(given: string, known: readonly string[], prefix = ''): string {
  const near = known
    .map((word) => ({ word, away: word.startsWith(given) && given.length > 1 ? 1 : distance(given, word) }))
    .filter(({ word, away }) => away <= Math.max(1, Math.floor(word.length * 0.4)))
    .sort((one, other) => one.away - other.away)
  return near[0] ? `. Did you mean "${prefix}${near[0].word}"?` : ''
}

/** Makes all checks. @throws UsageError with a line for each that fails */
export function checkAll(...checks: readonly (() => unknown)[]): void {
  const problems = checks.flatMap((check) => {
    try {
      check()
      return []
    } catch (error) {
      if (error instanceof UsageError) return [error.message]
      throw error
    }
  })
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
}

/** Checks an option that is a web address, such as `--edge`. @throws UsageError */
export function webAddress(option: string, text: string, example: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw new UsageError(`${option} must be an address such as ${example}, not "${text}"`)
}

/** Checks an option that is a host and a port, such as `--grpc`. @throws UsageError */
export function hostAndPort(option: string, text: string): string {
  if (/^([^\s/:[\]]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/.test(text)) return text
  throw new UsageError(`${option} must be such as 127.0.0.1:4802, not "${text}"`)
}
