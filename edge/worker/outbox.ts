import { DurableObject } from 'cloudflare:workers'
import type { RelayEntry, RelayOutcome } from '@aplauso/proto'
import { Pump } from '../outbox/pump.ts'
import { relayTransport } from '../outbox/relay.ts'
import { readEdgeConfig } from './config.ts'
import type { Env } from './env.ts'
import { keyOf } from './keys.ts'

/**
 * One shard of the outbox: gathers the votes of many requests into batches and answers each when the log has it.
 * It keeps nothing: a vote that the log does not take is answered as failed.
 */
export class Outbox extends DurableObject<Env> {
  readonly #pump: Pump | undefined

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    const { config } = readEdgeConfig(env)
    this.#pump = config && new Pump(relayTransport({ url: config.RELAY_URL, key: keyOf(config.RELAY_KEY) }))
  }

  /** What became of each entry, in order. */
  async append(entries: readonly RelayEntry[]): Promise<RelayOutcome[]> {
    // A wrong configuration has been told by the Worker, which lets no vote through with it.
    if (!this.#pump) return entries.map(() => 'unavailable')
    const appending = this.#pump.append(entries)
    this.ctx.waitUntil(appending)
    return appending
  }
}
