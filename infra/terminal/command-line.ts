import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The command line is invalid; the message says why. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

type Options = NonNullable<ParseArgsConfig['options']>
type Values<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given }>>['values']

/**
 * Reads a command's options, which always include `--help`.
 * @throws UsageError naming an unknown option or a missing value
 */
export function readOptions<const Given extends Options>(
  args: readonly string[],
  options: Given,
): Values<Given & { help: { type: 'boolean'; short: 'h' } }> {
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } } }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
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

/** The choice that an option's text names. @throws UsageError naming the option and its choices */
export function oneOf<const Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === text)
  if (choice !== undefined) return choice
  throw new UsageError(`--${name} must be ${choices.join(' or ')}, not "${text}"`)
}
