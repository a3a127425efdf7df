import { ConfigError, messageOf } from '@aplauso/process'
import { type Options, readOptions, UsageError, type Values } from './command-line.ts'
import { Interrupted, type Output, outputTo } from './index.ts'

const errors = outputTo(process.stderr)

export interface Command<Given extends Options> {
  /** the text of `--help` */
  readonly usage: string
  /** the options beside `--help`; one called `json` leaves standard output to the report */
  readonly options: Given
  /** how many words without dashes it takes, such as the name of a subcommand (0) */
  readonly words?: number
}

/** What a command prints to, and the words of its command line that are not options. */
export interface Invocation {
  readonly output: Output
  readonly words: readonly string[]
}

/**
 * Runs the command of this process's command line, and exits with its exit code. An invalid command line or environment
 * exits with 2, an error with 1; both print their message without a stack trace.
 * @example
 * await runCommand({ usage, options: { json: { type: 'boolean' } } }, async ({ json }, { output }) => 0)
 */
export function runCommand<const Given extends Options>(
  { usage, options: known, words: most = 0 }: Command<Given>,
  run: (options: Values<Given>, invocation: Invocation) => Promise<number>,
): Promise<never> {
  return exitWith(async () => {
    const { options, words } = readOptions(process.argv.slice(2), known, most)
    if ('help' in options) {
      outputTo(process.stdout).say(usage)
      return 0
    }
    const output = 'json' in options ? errors : outputTo(process.stdout)
    return run(options, { output, words })
  })
}

/** Does the work of a command, and exits as `runCommand` says. @param work returns the exit code */
export async function exitWith(work: () => Promise<number>): Promise<never> {
  try {
    process.exit(await work())
  } catch (error) {
    if (error instanceof Interrupted) process.exit(130)
    if (error instanceof ConfigError) {
      for (const problem of error.problems) errors.say(problem)
      process.exit(2)
    }
    if (error instanceof UsageError) {
      errors.say(`${error.message}\nSee --help.`)
      process.exit(2)
    }
    errors.say(errors.colors.red(messageOf(error)))
    process.exit(1)
  }
}
