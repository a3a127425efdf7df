import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError, type Logger, messageOf, RateLimitedLines } from '@aplauso/process'

/** What a server does about an engine that does not answer when it starts. */
export interface Readiness {
  readonly log: Logger
  /**
   * `wait`: until it answers, with a log line every ten seconds. `go on`: it is asked once, so that a wrong
   * configuration is found; who asks the store later hears that it is not available.
   */
  readonly unreachable: 'wait' | 'go on'
  /** Gives up waiting. */
  readonly signal?: AbortSignal
}

const pauseMs = 1_000

/**
 * Asks an engine until it answers.
 * @param ask throws ConfigError where waiting will not help
 * @throws ConfigError; the signal's reason
 */
export async function ready(engine: string, readiness: Readiness, ask: () => Promise<void>): Promise<void> {
  const { log, unreachable, signal } = readiness
  const startedMs = Date.now()
  const lines = new RateLimitedLines()
  for (;;) {
    signal?.throwIfAborted()
    try {
      await ask()
      if (lines.over(engine) !== undefined) log.info({ engine, afterMs: Date.now() - startedMs }, 'answers')
      return
    } catch (error) {
      if (error instanceof ConfigError) throw error
      const reason = messageOf(error)
      if (unreachable === 'go on') return log.warn({ engine, reason }, 'does not answer yet')
      lines.report(engine, () => {
        log.warn({ engine, reason, forMs: Date.now() - startedMs }, 'not ready: waiting')
      })
    }
    await sleep(pauseMs, undefined, signal ? { signal } : {})
  }
}
