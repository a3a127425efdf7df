import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readConfig, runService, tellReady } from '@aplauso/process'
import { dashboardConfig } from './config.ts'
import { dashboardHandler } from './handler.ts'

await runService('dashboard', async (log) => {
  const config = readConfig(dashboardConfig, process.env)
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
