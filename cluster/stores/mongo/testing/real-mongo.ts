import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'

/** The document server that tests may use; undefined where it is not named. */
export function mongoUnderTest(): string | undefined {
  return process.env.MONGODB_URI || undefined
}

/** Whether that is SecantusDB, whose planner takes no index for `$eq` and sorts by none. */
export function isSecantusUnderTest(): boolean {
  return mongoUnderTest() !== undefined && mongoUnderTest() === process.env.APLAUSO_TEST_SECANTUSDB_URI
}

const databases: string[] = []

/** The name of a database of its own for a test. */
export function freshDatabase(): string {
  const name = `aplauso-test-${randomUUID()}`
  databases.push(name)
  return name
}

/** The record that a database's row under a key holds. */
export async function storedRecord(uri: string, database: string, key: string): Promise<unknown> {
  const client = new MongoClient(uri)
  try {
    const row = await client.db(database).collection<{ _id: string; record: object }>('votes').findOne({ _id: key })
    return row?.record
  } finally {
    await client.close()
  }
}

/** Drops all databases that `freshDatabase` named. */
export async function dropDatabases(uri: string): Promise<void> {
  const client = new MongoClient(uri)
  for (const name of databases.splice(0)) await client.db(name).dropDatabase()
  await client.close()
}

/** Reads a whole database, as a backup does. @returns what puts it back, over whatever lies there then */
export async function backUpDatabase(uri: string, name: string): Promise<() => Promise<void>> {
  const client = new MongoClient(uri)
  const collections = ['votes', 'rejects', 'progress'].map((collection) => client.db(name).collection(collection))
  const copies = await Promise.all(collections.map((collection) => collection.find().toArray()))
  return async () => {
    for (const [at, collection] of collections.entries()) {
      const documents = copies[at] ?? []
      await collection.deleteMany({})
      if (documents.length > 0) await collection.insertMany(documents)
    }
    await client.close()
  }
}
