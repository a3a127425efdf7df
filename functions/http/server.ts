import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { http } from '@google-cloud/functions-framework'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import type { Handler } from './handler.ts'
import { hasBody, type Question, questionOf } from './question.ts'
import { send } from './send.ts'

/** A client has this long to send a request's head. */
const headersTimeoutMs = 10_000
/** Longer than the idle time of the load balancer in front, so that it is never the server that hangs up on a request. */
const keepAliveTimeoutMs = 65_000
/** Open requests have this long to be answered while stopping; then their connections are cut. */
const drainTimeoutMs = 8_000

export interface FunctionServer {
  readonly port: number
  /** Takes no more connections, answers the open requests (for 8 s at most), resolves when all are answered. */
  stop(): Promise<void>
}

/** Enough for the viewers of one instance; those beyond it are let in by another. */
const mostConnections = 4_000

/** What must not reach the framework: it reads bodies of up to 1 GiB, and answers broken paths with an HTML page. */
function isForFramework(question: Question): boolean {
  return !hasBody(question) && isDecodable(question.path)
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/**
 * Serves a handler as an HTTP function of the functions framework, under our own roof: the framework's entry would
 * answer open requests 500 on SIGTERM and exit, so its server is taken without that entry and its signal handlers.
 * `complain` receives why an answer in parts broke off.
 */
export async function serveFunction(
  name: string,
  handler: Handler,
  host: string,
  port: number,
  complain: (error: unknown) => void = () => {},
): Promise<FunctionServer> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const question = questionOf(request)
    await send(response, question.method, await handler(question)).catch(complain)
  }
  http(name, answer)
  const server = getTestServer(name)
  const framework = server.listeners('request')
  const open = new Set<ServerResponse>()
  const sockets = new Set<Socket>()
  let stopping = false

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    open.add(response)
    response.once('close', () => open.delete(response))
    const question = questionOf(request)
    // An unread body would have to be read before the connection's next request.
    if (stopping || hasBody(question)) response.shouldKeepAlive = false
    if (!isForFramework(question)) {
      void answer(request, response)
      return
    }
    for (const listener of framework) listener.call(server, request, response)
  })
  server.headersTimeout = headersTimeoutMs
  server.requestTimeout = headersTimeoutMs
  server.keepAliveTimeout = keepAliveTimeoutMs
  server.maxConnections = mostConnections

  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      stopping = true
      for (const response of open) response.shouldKeepAlive = false
      const closed = once(server, 'close')
      server.close()
      // Browsers connect ahead of their requests; `close` takes these connections for busy ones.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
      const cut = setTimeout(() => server.closeAllConnections(), drainTimeoutMs)
      await closed
      clearTimeout(cut)
    },
  }
}
