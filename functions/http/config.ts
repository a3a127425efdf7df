import { list, port } from '@aplauso/process'
import { z } from 'zod'

const isOrigin = (text: string) => text === '*' || (URL.canParse(text) && new URL(text).origin === text)

/** What every function reads from its environment, beside its store. */
export const httpConfig = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: port.default(8080),
  /** Origins of the pages that may read the answers, comma separated; `*` for all; none by default. */
  ALLOWED_ORIGINS: list
    .refine((origins) => origins.every(isOrigin), 'must be origins such as https://votes.example, or *')
    .default([]),
})
