import { ConfigError } from '@aplauso/process'
import { UsageError } from './command-line.ts'
import { Interrupted, type Output } from './index.ts'

/**
 * Runs a command and exits with its exit code. An invalid command line or environment exits with 2, an error with 1; both
 * print their message without a stack trace.
 */
export async function runCommand(errors: Output, command: () => Promise<number>): Promise<never> {
  try {
    process.exit(await command())
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
    errors.say(errors.colors.red(error instanceof Error ? error.message : String(error)))
    process.exit(1)
  }
}
