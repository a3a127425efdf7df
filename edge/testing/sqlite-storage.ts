import type { DatabaseSync } from 'node:sqlite'
import type { BacklogStorage } from '../outbox/storage.ts'

/** What a test breaks of the storage. */
export interface StorageFaults {
  /** Throws where a transaction would commit. */
  commit?: () => void
  sync?: () => Promise<void>
}

/** SQLite with the face of a Durable Object's storage. */
export function sqliteStorage(database: DatabaseSync, faults: StorageFaults = {}): BacklogStorage {
  return {
    sql: {
      exec: (query, ...bindings) => {
        const rows = database.prepare(query).all(...bindings)
        const asPlatform = (value: unknown) => (value instanceof Uint8Array ? value.slice().buffer : value)
        return {
          toArray: () =>
            rows.map((row) =>
              Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asPlatform(value)])),
            ) as Record<string, ArrayBuffer | string | number | null>[],
        }
      },
    },
    transactionSync: (work) => {
      database.exec('BEGIN')
      try {
        const result = work()
        faults.commit?.()
        database.exec('COMMIT')
        return result
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    sync: async () => faults.sync?.(),
  }
}
