import { withDeadline } from '@aplauso/process/portable'
import { type MongoClient, MongoServerSelectionError, MongoTopologyClosedError } from 'mongodb'
import { StoreUnavailable } from '../ports/errors.ts'
import { unavailable } from './fault.ts'

export interface LastingClientOptions {
  /** how long one question may take; beyond the driver's own times */
  readonly deadlineMs?: number
  /** how long the server may not be found before the client is replaced */
  readonly renewAfterMs?: number
}

const usualDeadlineMs = 30_000
const usualRenewAfterMs = 5_000

/** A question that the driver left without answer or error. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/**
 * A client of MongoDB that outlives the driver's. A server that is killed may leave mongodb 7.9 waiting for ever: a write to
 * a socket that Node has destroyed and not yet said so waits for a `drain` that never comes. Where that befalls its
 * monitor, the driver never finds the server again; where it befalls a question, that has no end. So each question has a
 * deadline of ours, and a client that does not find its server is replaced by a new one.
 */
export class LastingClient<Use> {
  readonly #make: () => MongoClient
  readonly #useOf: (client: MongoClient) => Use
  readonly #deadlineMs: number
  readonly #renewAfterMs: number
  #client: MongoClient
  #use: Use
  #lostSinceMs: number | undefined
  #isClosed = false

  /**
   * @param useOf what questions are asked of, made of a client: its collections
   * @throws the driver's MongoParseError where its URI is none
   */
  constructor(make: () => MongoClient, useOf: (client: MongoClient) => Use, options: LastingClientOptions = {}) {
    this.#make = make
    this.#useOf = useOf
    this.#deadlineMs = options.deadlineMs ?? usualDeadlineMs
    this.#renewAfterMs = options.renewAfterMs ?? usualRenewAfterMs
    this.#client = make()
    this.#use = useOf(this.#client)
  }

  /** Asks one question. @throws StoreUnavailable with the driver's error as its `cause` */
  async ask<Answer>(question: (use: Use) => Promise<Answer>): Promise<Answer> {
    const client = this.#client
    try {
      const late = (message: string) => new NoAnswer(message)
      const answer = await withDeadline(this.#deadlineMs, () => question(this.#use), late)
      this.#lostSinceMs = undefined
      return answer
    } catch (error) {
      this.#renewWhereLost(client, error)
      throw unavailable(error)
    }
  }

  /**
   * Reads what a cursor gives, each of its batches a question of its own.
   * @throws StoreUnavailable with the driver's error as its `cause`
   */
  async *read<Row>(open: (use: Use) => AsyncIterable<Row>): AsyncGenerator<Row, void, undefined> {
    const rows = open(this.#use)[Symbol.asyncIterator]()
    try {
      for (;;) {
        const { value, done } = await this.ask(() => rows.next())
        if (done) return
        yield value
      }
    } finally {
      // A cursor that hangs cannot be waited for.
      void rows.return?.().catch(() => {})
    }
  }

  /** Closes the present client; what is asked afterwards fails. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#client.close()
  }

  #renewWhereLost(client: MongoClient, error: unknown): void {
    const cause = error instanceof StoreUnavailable ? error.cause : error
    // A client whose very first attempt failed never makes another by itself.
    const isOver = cause instanceof MongoTopologyClosedError
    const isLost = isOver || cause instanceof MongoServerSelectionError || cause instanceof NoAnswer
    if (!isLost || client !== this.#client || this.#isClosed) return
    const nowMs = performance.now()
    this.#lostSinceMs ??= nowMs
    if (!isOver && nowMs - this.#lostSinceMs < this.#renewAfterMs) return
    this.#lostSinceMs = undefined
    this.#client = this.#make()
    this.#use = this.#useOf(this.#client)
    // Where it hangs, nobody waits for it.
    client.close().catch(() => {})
  }
}
