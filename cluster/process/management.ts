import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'

export interface ManagementOptions {
  readonly host: string
  /** 0 lets the system choose */
  readonly port: number
  readonly registry: Registry
  /** Whether the process does its work at present. */
  readonly isReady: () => boolean
}

export interface Management {
  readonly port: number
  close(): Promise<void>
}

/**
 * Serves `/metrics` (Prometheus text), `/healthz` (the process lives) and `/readyz` (200 or 503) on a port of their own.
 * @example
 * const { port, close } = await serveManagement({ host: '127.0.0.1', port: 0, registry, isReady: () => producer.isUp() })
 */
export async function serveManagement({ host, port, registry, isReady }: ManagementOptions): Promise<Management> {
  const server = createServer((request, response) => {
    const send = (status: number, body: string, type = 'text/plain; charset=utf-8') => {
      response.writeHead(status, { 'content-type': type }).end(body)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, 'method not allowed\n')
    switch (request.url) {
      case '/healthz':
        return send(200, 'ok\n')
      case '/readyz':
        return isReady() ? send(200, 'ready\n') : send(503, 'not ready\n')
      case '/metrics':
        return void registry.metrics().then(
          (text) => send(200, text, registry.contentType),
          () => send(500, 'metrics failed\n'),
        )
      default:
        return send(404, 'not found\n')
    }
  })
  await listen(server, host, port)
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}
