import { z } from 'zod'
import { embedded } from './embedded.ts'

/** The archive: `MONGODB_URI`, else SQLite in `APLAUSO_DATA`. */
export const archiveConfig = z
  .object({
    ...embedded,
    MONGODB_URI: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\/./, 'must begin with mongodb:// or mongodb+srv://')
      .optional(),
    /** The database (`aplauso`). */
    MONGODB_DATABASE: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,60}$/, 'must be letters, digits, _ and -, at most 60')
      .optional(),
  })
  .refine((env) => env.MONGODB_URI ?? env.APLAUSO_DATA, 'set MONGODB_URI, or APLAUSO_DATA for the embedded archive')

export type ArchiveConfig = z.output<typeof archiveConfig>
