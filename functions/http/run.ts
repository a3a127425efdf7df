import { type Logger, runService, tellReady } from '@aplauso/process'
import type { Place } from './config.ts'
import type { Handler } from './handler.ts'
import { serveFunction } from './server.ts'

/** A function that is set up and not served yet. */
export interface FunctionSetUp {
  readonly place: Place
  readonly handler: Handler
  /** receives why an answer in parts broke off */
  readonly complain: (error: unknown) => void
  /** Lets go of the store, after the last answer. */
  close(): Promise<void>
}

/**
 * The life of a function's process: sets up, serves, reports that it is ready, and ends on SIGTERM or SIGINT with exit
 * code 0 once the open requests are answered. Wrong configuration ends it with 2.
 */
export async function runFunction(name: string, setUp: (log: Logger) => Promise<FunctionSetUp>): Promise<void> {
  await runService(name, async (log) => {
    const { place, handler, complain, close } = await setUp(log)
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
