import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type HmacKey, relayLimits, relayPath } from '@aplauso/proto'
import type { Door } from '../accept/accept.ts'
import { type Address, bindFault, type Listening } from '../listening.ts'
import { appendBatch } from './append.ts'
import { Guests, type RelayRoom } from './guests.ts'
import { sendProblem } from './problem.ts'

export interface RelayOptions {
  readonly address: Address
  readonly key: HmacKey
  /** How long a body may take to arrive. */
  readonly bodyTimeoutMs?: number
  readonly room?: RelayRoom
}

/** Some hundred shards of an edge, a few connections each; sixteen of the largest bodies at once. */
const usualRoom: RelayRoom = { connections: 1_024, bodyBytes: 16 * relayLimits.bodyBytes }

/**
 * Starts the relay: an HTTP server through which an edge without access to the log hands over its batches.
 * @throws ConfigError if the address is not available
 */
export async function startRelay(
  options: RelayOptions,
  door: Pick<Door, 'producer' | 'complaints'>,
): Promise<Listening> {
  const { address, key, bodyTimeoutMs = 10_000 } = options
  const guests = new Guests(options.room ?? usualRoom)
  let stopping = false
  const server = createServer({ keepAliveTimeout: 60_000, headersTimeout: 10_000, requestTimeout: 60_000 })
  server.on('connection', (socket) => guests.enter(socket))
  server.on('request', (request, response) => {
    // While stopping, a connection is let go as soon as its open answer is sent.
    response.on('close', () => {
      if (stopping) setImmediate(() => server.closeIdleConnections())
    })
    route(request, response).catch((error) => {
      door.complaints.unexpected(error)
      sendProblem(response, 'internal')
    })
  })

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (request.url ?? '').split('?')
    if (path === '/healthz') return health(request, response)
    if (path !== relayPath) return sendProblem(response, 'not_found')
    if (request.method !== 'POST') return sendProblem(response, 'method_not_allowed', { allow: 'POST' })
    return appendBatch({ door, key, guests, bodyTimeoutMs }, request, response)
  }

  return {
    port: await listen(server, address),
    async stop(graceMs) {
      stopping = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const timer = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(timer)
    },
  }
}

function health({ method }: IncomingMessage, response: ServerResponse): void {
  if (method === 'GET' || method === 'HEAD') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
  } else {
    sendProblem(response, 'method_not_allowed', { allow: 'GET, HEAD' })
  }
}

function listen(server: Server, address: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(bindFault('RELAY', address, error)))
    server.listen(address.port, address.host, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound ? bound.port : address.port)
    })
  })
}
