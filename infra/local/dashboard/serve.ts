import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { port, readConfig, runService, tellReady } from '@aplauso/process'
import { z } from 'zod'
import { dashboardHandler } from './handler.ts'

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
  /** the built pages */
  DASHBOARD_FOLDER: z.string(),
  EDGE_URL: z.url(),
  RESULTS_URL: z.url(),
  LOGS_URL: z.url(),
  /** if set, the pages link to it */
  GRAFANA_URL: z.url().optional(),
})

await runService('dashboard', async (log) => {
  const config = readConfig(schema, process.env)
  const handler = dashboardHandler(config.DASHBOARD_FOLDER, {
    edge: config.EDGE_URL,
    results: config.RESULTS_URL,
    logs: config.LOGS_URL,
    grafana: config.GRAFANA_URL ?? null,
  })
  const server = createServer(handler).listen(config.PORT, config.HOST)
  await once(server, 'listening')
  const { port: listening } = server.address() as AddressInfo
  log.info({ address: `${config.HOST}:${listening}` }, 'listening')
  tellReady({ dashboard: listening })
  return {
    async stop() {
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
})
