import { list, port } from '@aplauso/process'
import { z } from 'zod'

const isOrigin = (text: string) => text === '*' || (URL.canParse(text) && new URL(text).origin === text)

/** What every function reads from its environment, beside its store. */
export const httpConfig = z.object({
  /** The address to listen on: 127.0.0.1 by default; on Cloud Run all addresses. */
  HOST: z.string().optional(),
  /** The port to listen on; 0: any free one. */
  PORT: port.default(8080),
  /** Set by Cloud Run alone: the service's name. */
  K_SERVICE: z.string().optional(),
  /** Origins of the pages that may read the answers, comma separated; `*` for all; none by default. */
  ALLOWED_ORIGINS: list
    .refine((origins) => origins.every(isOrigin), 'must be origins such as https://votes.example, or *')
    .default([]),
})

/** Where a function listens, and what is in front of it. */
export interface Place {
  readonly host: string
  readonly port: number
  /** whether it runs on Cloud Run, behind a server that speaks HTTPS and names the client */
  readonly isDeployed: boolean
}

/** Started by hand a function listens on this machine alone; on Cloud Run on all addresses. */
export function placeOf({ HOST, PORT, K_SERVICE }: z.output<typeof httpConfig>): Place {
  const isDeployed = K_SERVICE !== undefined
  return { host: HOST ?? (isDeployed ? '0.0.0.0' : '127.0.0.1'), port: PORT, isDeployed }
}
