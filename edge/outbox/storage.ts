/** As much of a Durable Object's storage as the outbox uses. */
export interface BacklogStorage {
  readonly sql: {
    exec(
      query: string,
      ...bindings: (string | number | Uint8Array | null)[]
    ): {
      toArray(): Record<string, ArrayBuffer | string | number | null>[]
    }
  }
  transactionSync<Result>(work: () => Result): Result
  /** Resolves when what was written is durable. */
  sync(): Promise<void>
}
