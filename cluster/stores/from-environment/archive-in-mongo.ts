import { ConfigError } from '@aplauso/process'
import { z } from 'zod'
import type { ArchiveEngine, Opened } from './archive-engine.ts'

/** MongoDB, or a server that speaks its protocol. */
export const mongo = {
  variables: {
    /** The archive in MongoDB, or in a server that speaks its protocol. */
    MONGODB_URI: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\/./, 'must begin with mongodb:// or mongodb+srv://')
      .optional(),
    /** Its database (`aplauso`). */
    MONGODB_DATABASE: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,60}$/, 'must be letters, digits, _ and -, at most 60')
      .optional(),
  },
  async archive(uri, { MONGODB_DATABASE: database }) {
    const { isRefusal, makeMongoArchive } = await import('../mongo/index.ts')
    return opened(makeMongoArchive({ uri, ...(database === undefined ? {} : { database }) }), isRefusal)
  },
  async view(uri, { MONGODB_DATABASE: database }) {
    const { isRefusal, makeMongoView } = await import('../mongo/index.ts')
    return opened(makeMongoView({ uri, ...(database === undefined ? {} : { database }) }), isRefusal)
  },
} as const satisfies ArchiveEngine

/** @throws ConfigError with what is wrong with the URI: the driver's own message may repeat it with its password */
function opened<Store extends { connect(): Promise<void> }>(
  made: Store | { readonly problem: string },
  isRefusal: (error: unknown) => boolean,
): Opened<Store> {
  if ('problem' in made) throw new ConfigError([`MONGODB_URI: ${made.problem}`])
  const connect = () =>
    made.connect().catch((error: Error) => {
      throw isRefusal(error.cause) ? new ConfigError([`MONGODB_URI: ${error.message}`]) : error
    })
  return { store: made, connect }
}
