import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dashboardHandler } from '../../local/dashboard/handler.ts'

/** The addresses that the pages' `config.json` names; a browser's requests to them never leave the machine. */
export const apiAddresses = {
  results: 'https://results.aplauso.example',
  edge: 'https://edge.aplauso.example',
  logs: 'https://logs.aplauso.example',
  grafana: 'https://grafana.aplauso.example',
} as const

/** The built pages on a port of their own. */
export interface PageServer {
  readonly url: string
  close(): Promise<void>
}

/** Serves the built pages with the headers of the local system. @param folder the built pages */
export async function startPageServer(folder: string): Promise<PageServer> {
  const server = createServer(dashboardHandler(folder, apiAddresses)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
