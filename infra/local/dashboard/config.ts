import { port } from '@aplauso/process'
import { z } from 'zod'

/** The variables of the process that serves the pages on this machine. */
export const dashboardConfig = z.object({
  /** The address to listen on. */
  HOST: z.string().default('127.0.0.1'),
  /** The port to listen on; 0: any free one. */
  PORT: port,
  /** Folder of the built pages. */
  DASHBOARD_FOLDER: z.string(),
  /** The edge, which the pages cast votes at. */
  EDGE_URL: z.url('must be an address'),
  /** The results API. */
  RESULTS_URL: z.url('must be an address'),
  /** The log API. */
  LOGS_URL: z.url('must be an address'),
  /** If set, the pages link to it. */
  GRAFANA_URL: z.url('must be an address').optional(),
})
