import { MongoClient } from 'mongodb'

/**
 * Sends ping and buildInfo. Both MongoDB and FerretDB answer; FerretDB also tells its own version.
 * @returns the engine's name and version, such as `FerretDB` and `v1.24.2`
 * @throws Error with one line for a person when it does not answer within the time or refuses the credentials
 */
export async function probeMongo(uri: string, timeoutMs: number): Promise<{ engine: string; version: string }> {
  let client: MongoClient | undefined
  try {
    client = new MongoClient(uri, {
      appName: 'aplauso-probe',
      serverSelectionTimeoutMS: timeoutMs,
      connectTimeoutMS: timeoutMs,
      socketTimeoutMS: timeoutMs,
    })
    const admin = client.db('admin')
    await admin.command({ ping: 1 })
    const build = await admin.command({ buildInfo: 1 })
    if (typeof build.ferretdbVersion === 'string') return { engine: 'FerretDB', version: build.ferretdbVersion }
    return { engine: 'MongoDB', version: String(build.version) }
  } catch (error) {
    throw new Error(`the document server does not answer: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  } finally {
    await client?.close()
  }
}
