import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'

/** The document server that tests may use; undefined where it is not named. */
export function mongoUnderTest(): string | undefined {
  return process.env.MONGODB_URI || undefined
}

const databases: string[] = []

/** The name of a database of its own for a test. */
export function freshDatabase(): string {
  const name = `aplauso-test-${randomUUID()}`
  databases.push(name)
  return name
}

/** Drops all databases that `freshDatabase` named. */
export async function dropDatabases(uri: string): Promise<void> {
  const client = new MongoClient(uri)
  for (const name of databases.splice(0)) await client.db(name).dropDatabase()
  await client.close()
}
