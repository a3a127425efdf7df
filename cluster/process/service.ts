import { ConfigError } from './config.ts'
import { createLogger, type Logger } from './log.ts'
import { onStopRequest } from './signals.ts'

/** A running server. */
export interface Service {
  /** Stops taking work, finishes what it has, lets go of everything. */
  stop(): Promise<void>
}

/** The time within which a stopping process must be done, in milliseconds. */
export const stopDeadlineMs = 9_500

/** Reports to the parent process, if there is one with an IPC channel, that the service is ready and where it listens. */
export function tellReady(addresses: Readonly<Record<string, number>>): void {
  process.send?.({ ready: addresses })
}

/**
 * Runs a server process: starts it, stops it on request within the deadline, and ends with exit code 0. A start that
 * waits for something gives up with the signal's reason when `stopping` aborts. A wrong configuration ends with 2 and every
 * problem on a line of standard error; anything unforeseen with 1 and a log line.
 * @example
 * await runService('pages', async (log, stopping) => {
 *   const server = await startPages(readPagesConfig(process.env), stopping)
 *   log.info({ port: server.port }, 'listening')
 *   return { stop: () => server.close() }
 * })
 */
export async function runService(
  name: string,
  start: (log: Logger, stopping: AbortSignal) => Promise<Service>,
  deadlineMs = stopDeadlineMs,
): Promise<void> {
  const log = createLogger(name)
  const die = (error: unknown) => {
    log.fatal({ err: error }, 'unexpected error')
    process.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)

  const stopping = new AbortController()
  const starting = Promise.resolve().then(() => start(log, stopping.signal))
  onStopRequest((reason) => {
    log.info({ reason }, 'stopping')
    stopping.abort()
    setTimeout(() => {
      log.error({ deadlineMs }, 'not stopped in time')
      process.exit(1)
    }, deadlineMs).unref()
    starting
      .then(
        (service) => service.stop(),
        (error) => {
          // Waiting for something at the start was given up, as asked.
          if (!(error instanceof Error && error.name === 'AbortError')) throw error
        },
      )
      .then(() => {
        log.info('stopped')
        process.exit(0)
      }, die)
  })
  try {
    await starting
  } catch (error) {
    if (stopping.signal.aborted) return
    exitOnConfigError(name, error)
    die(error)
  }
}

/** Ends the process with exit code 2 where the error is a wrong configuration; otherwise returns. */
function exitOnConfigError(name: string, error: unknown): void {
  if (!(error instanceof ConfigError)) return
  process.stderr.write(`${name}: ${error.problems.length} problem(s) in the configuration\n`)
  for (const problem of error.problems) process.stderr.write(`  ${problem}\n`)
  process.exit(2)
}
