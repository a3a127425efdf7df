import { messageOf } from '@aplauso/process/portable'
import { MongoClient } from 'mongodb'
import { type Engine, engineOf } from './engine.ts'

/**
 * Sends ping and buildInfo. Both MongoDB and FerretDB answer.
 * @returns the engine's name and version, such as `FerretDB` and `v1.24.2`
 * @throws Error with one line for a person when it does not answer within the time or refuses the credentials
 */
export async function probeMongo(uri: string, timeoutMs: number): Promise<Engine> {
  let client: MongoClient | undefined
  try {
    client = new MongoClient(uri, {
      appName: 'aplauso-probe',
      serverSelectionTimeoutMS: timeoutMs,
      connectTimeoutMS: timeoutMs,
      socketTimeoutMS: timeoutMs,
    })
    await client.db('admin').command({ ping: 1 })
    return await engineOf(client)
  } catch (error) {
    throw new Error(`the document server does not answer: ${messageOf(error)}`, {
      cause: error,
    })
  } finally {
    await client?.close()
  }
}
