import { z } from 'zod'

/** Where the embedded engines keep their files. Set it, or the addresses of real engines. */
export const embedded = { APLAUSO_DATA: z.string().optional() }
