import { type ParseArgsConfig, parseArgs } from 'node:util'

/** A command line that cannot be understood: the message says what is wrong with it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

type Options = NonNullable<ParseArgsConfig['options']>
type Values<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given }>>['values']

/**
 * Reads a command's options; `--help` is always among them.
 * @throws UsageError naming an option that is unknown, or a value that is missing
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
