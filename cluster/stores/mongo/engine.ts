import type { MongoClient } from 'mongodb'

export interface Engine {
  readonly engine: 'FerretDB' | 'MongoDB'
  readonly version: string
}

/** What a server is: both engines answer `buildInfo`, to anybody; FerretDB also reports its own version. Errors are the driver's. */
export async function engineOf(client: MongoClient): Promise<Engine> {
  const build = await client.db('admin').command({ buildInfo: 1 })
  if (typeof build.ferretdbVersion === 'string') return { engine: 'FerretDB', version: build.ferretdbVersion }
  return { engine: 'MongoDB', version: String(build.version) }
}
