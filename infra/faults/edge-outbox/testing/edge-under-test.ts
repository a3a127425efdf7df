import { operatorKey, type ShardStatus, signatureHeader, signBody } from '@aplauso/proto'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../../cluster/process/testing/temporary-folder.ts'
import { relayKey } from '../../../../edge/testing/relay-stub.ts'
import { OutboxClient } from '../../../clients/outbox.ts'
import { type Edge, type EdgeOptions, startEdge } from '../../../local/edge/start-edge.ts'

/** What callers were answered, by the votes' ids. */
export interface Answered {
  readonly accepted: string[]
  /** The others' answers. */
  readonly others: { readonly id: string; readonly status: number; readonly code: string }[]
}

/** An edge in plain workerd for one test: it can be ended and started again on the same storage. */
export class EdgeUnderTest {
  readonly folder = temporaryFolder()
  #edge: Edge | undefined
  readonly lines: string[] = []
  /** What all callers were answered since the beginning. */
  readonly answered: Answered = { accepted: [], others: [] }
  #cast = 0

  constructor() {
    onTestFinished(() => this.kill())
  }

  async start(
    bindings: Readonly<Record<string, string>>,
    more: Pick<EdgeOptions, 'bundle' | 'trustedCertificates'> = {},
  ): Promise<void> {
    this.#edge = await startEdge({
      host: '127.0.0.1',
      port: 0,
      folder: this.folder,
      bindings: {
        OUTBOX_SHARDS: '1',
        OUTBOX_DEADLINE_MS: '2000',
        OUTBOX_PROBE_MS: '200',
        RELAY_KEY: relayKey,
        VOTER_KEY: 'the-voter-key-of-the-tests-0123456789',
        ...bindings,
      },
      onLine: (line) => this.lines.push(line),
      ...more,
    })
  }

  async kill(): Promise<void> {
    await this.#edge?.kill()
    this.#edge = undefined
  }

  async stop(): Promise<void> {
    await this.#edge?.stop()
    this.#edge = undefined
  }

  /** Casts votes one a request, all at once. A request without an answer counts as one that failed. */
  async cast(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#castOne()))
  }

  /** Casts a full batch of large votes in one request. */
  async castLarge(count: number): Promise<void> {
    const ids = Array.from({ length: count }, () => this.#nextId())
    const votes = ids.map((id) => ({ ...vote, id, album: 'ñ'.repeat(120) }))
    const response = await this.#post(JSON.stringify(votes))
    const answer = (await response.json()) as { outcomes: { status: string; code?: string }[]; code?: string }
    ids.forEach((id, index) => {
      const { status, code = '' } = answer.outcomes[index] ?? { status: 'failed' }
      if (status === 'accepted') this.answered.accepted.push(id)
      else this.answered.others.push({ id, status: response.status, code })
    })
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.address}${path}`, { signal: AbortSignal.timeout(15_000), ...init })
  }

  /** What an operator's command calls. */
  get operator(): OutboxClient {
    return new OutboxClient(this.address, operatorKey(undefined, relayKey))
  }

  get address(): string {
    if (!this.#edge) throw new Error('the edge does not run')
    return `http://127.0.0.1:${this.#edge.port}`
  }

  /** The signed status. */
  async status(): Promise<(ShardStatus & { readonly shard: number })[]> {
    const signature = await signBody(await operatorKey(undefined, relayKey), 'GET /outbox/status', Date.now())
    const response = await this.fetch('/outbox/status', { headers: { [signatureHeader]: signature } })
    return ((await response.json()) as { shards: (ShardStatus & { shard: number })[] }).shards
  }

  /** Votes that lie in storage, over all shards. */
  async kept(): Promise<number> {
    return (await this.status()).reduce((sum, { votes = 0 }) => sum + votes, 0)
  }

  #nextId(): string {
    this.#cast += 1
    return `vote-${this.#cast}`
  }

  async #castOne(): Promise<void> {
    const id = this.#nextId()
    try {
      const response = await this.#post(JSON.stringify({ ...vote, id }))
      const { code = '' } = (await response.json()) as { code?: string }
      if (response.status === 202) this.answered.accepted.push(id)
      else this.answered.others.push({ id, status: response.status, code })
    } catch {
      this.answered.others.push({ id, status: 0, code: 'no answer' })
    }
  }

  #post(body: string): Promise<Response> {
    return this.fetch('/v1/votes', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  }
}

const vote = { name: 'Alux Nahual', album: 'Alto al Fuego', year: 1987, rank: 1 }
