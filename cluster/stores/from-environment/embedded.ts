import { z } from 'zod'

/** What chooses the embedded engines. */
export const embedded = {
  /** Folder of the embedded engines, used for each store that nothing else names. */
  APLAUSO_DATA: z.string().optional(),
}
