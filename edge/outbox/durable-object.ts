import { DurableObject } from 'cloudflare:workers'
import {
  type AppendResult,
  hmacKey,
  type LetterOrder,
  type LetterPage,
  type RelayEntry,
  type ShardStatus,
} from '@aplauso/proto'
import { type EdgeConfig, readEdgeConfig } from '../worker/config.ts'
import type { Env } from '../worker/env.ts'
import { keyOf } from '../worker/keys.ts'
import { Backlog } from './backlog.ts'
import { OutboxShard } from './shard.ts'
import { KafkaTransport } from './transports/kafka.ts'
import { relayTransport } from './transports/relay.ts'
import type { Transport } from './transports/transport.ts'

/** How long an object whose configuration is wrong leaves its backlog alone. */
const misconfiguredMs = 60_000

/**
 * One shard of the outbox: gathers the votes of many requests into batches and answers each when the log has it, or the
 * object's storage where the log does not answer.
 */
export class Outbox extends DurableObject<Env> {
  readonly #shard: OutboxShard | undefined

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    const { config } = readEdgeConfig(env)
    this.#shard = config && shardOf(state, config)
  }

  /** Resolves with what became of each entry, in order. */
  async append(entries: readonly RelayEntry[]): Promise<AppendResult[]> {
    // The Worker has logged that the configuration is wrong, and lets no vote through with it.
    if (!this.#shard) return entries.map(() => 'unavailable')
    const appending = this.#shard.append(entries)
    this.ctx.waitUntil(appending)
    return appending
  }

  /** Its status; a backlog without an alarm gets one. */
  async visit(): Promise<ShardStatus | undefined> {
    return this.#shard?.visit()
  }

  /** A part of its dead letters. */
  async deadLetters(after: number): Promise<LetterPage | undefined> {
    return this.#shard?.deadLetters(after)
  }

  /** Redrives or discards its dead letters until a moment; how many of those. */
  async order(what: LetterOrder, untilMs: number): Promise<number | undefined> {
    return this.#shard?.order(what, untilMs)
  }

  /**
   * The largest number of shards ever reported to this object, this one included; one object is asked for all. An
   * installation that has fewer now may have votes in the objects that it no longer uses.
   */
  async remember(shards: number): Promise<number> {
    const { storage } = this.ctx
    const known = (await storage.get<number>('shards')) ?? 0
    if (shards > known) await storage.put('shards', shards)
    return Math.max(shards, known)
  }

  override async alarm(): Promise<void> {
    if (this.#shard) await this.#shard.alarm()
    else await this.ctx.storage.setAlarm(Date.now() + misconfiguredMs)
  }
}

function shardOf(state: DurableObjectState, config: EdgeConfig): OutboxShard {
  const { storage } = state
  return new OutboxShard({
    transport: transportOf(config),
    backlog: new Backlog(storage, config.OUTBOX_KEEP_MIB * 1024 * 1024),
    deadlineMs: config.OUTBOX_DEADLINE_MS,
    probeMs: config.OUTBOX_PROBE_MS,
    getAlarm: () => storage.getAlarm(),
    setAlarm: (atMs) => storage.setAlarm(atMs),
    abort: (reason) => {
      const end = () => state.abort(reason)
      storage.sync().then(end, end)
    },
  })
}

function transportOf({ log, RELAY_KEY }: EdgeConfig): Transport {
  if ('relayUrl' in log) return relayTransport({ url: log.relayUrl, key: keyOf(() => hmacKey(RELAY_KEY)) })
  return new KafkaTransport({ connection: log.kafka, topic: log.topic })
}
