import { list, port } from '@aplauso/process'
import { z } from 'zod'

const isOrigin = (text: string) => text === '*' || (URL.canParse(text) && new URL(text).origin === text)

/** What every function reads from its environment, beside its store. */
export const httpConfig = z.object({
  /** The address to listen on. */
  HOST: z.string().default('0.0.0.0'),
  /** The port to listen on; 0: any free one. */
  PORT: port.default(8080),
  /** Origins of the pages that may read the answers, comma separated; `*` for all; none by default. */
  ALLOWED_ORIGINS: list
    .refine((origins) => origins.every(isOrigin), 'must be origins such as https://votes.example, or *')
    .default([]),
})
