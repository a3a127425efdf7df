import { type Logger, RateLimitedLines, runService, tellReady } from '@aplauso/process'
import { StoreUnavailable } from '@aplauso/stores'
import type { Place } from './config.ts'
import type { Handler } from './handler.ts'
import { serveFunction } from './server.ts'

/** A function that is set up and not served yet. */
export interface FunctionSetUp {
  readonly place: Place
  readonly handler: Handler
  /** Lets go of the store, after the last answer. */
  close(): Promise<void>
}

/**
 * The life of a function's process: sets up, serves, reports that it is ready, and ends on SIGTERM or SIGINT with exit
 * code 0 once the open requests are answered. Wrong configuration ends it with 2.
 * @param setUp its `complain` takes why a request failed, or an answer in parts broke off
 * @example
 * await runFunction('results', async (log, complain) => ({ place: placeOf(config), handler, close: () => tally.close() }))
 */
export async function runFunction(
  name: string,
  setUp: (log: Logger, complain: (error: unknown) => void) => Promise<FunctionSetUp>,
): Promise<void> {
  await runService(name, async (log) => {
    const complain = complaintsTo(log)
    const { place, handler, close } = await setUp(log, complain)
    const { host, port, isDeployed } = place
    const server = await serveFunction(name, handler, host, port, { complain, isDeployed })
    log.info({ address: `${host}:${server.port}` }, 'listening')
    tellReady({ [name]: server.port })
    return {
      async stop() {
        await server.stop()
        await close()
      },
    }
  })
}

/** Logs unforeseen errors each; those of a store that is down and fails every request, at most once in ten seconds. */
function complaintsTo(log: Logger): (error: unknown) => void {
  const lines = new RateLimitedLines()
  return (error) => {
    if (!(error instanceof StoreUnavailable)) return log.error({ err: error }, 'unexpected error while answering')
    lines.report('unavailable', ({ times: requests }) => {
      log.warn({ requests, reason: error.message }, 'the store does not answer')
    })
  }
}
