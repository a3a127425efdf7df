import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { deployedHeaders, everyAnswerHeaders } from '@aplauso/proto'
import { http } from '@google-cloud/functions-framework'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import { clientErrorAnswer } from './client-error.ts'
import { Connections } from './connections.ts'
import type { Handler } from './handler.ts'
import { hasBody, pathOf, questionOf } from './question.ts'
import { send } from './send.ts'

/** A client has this long to send a request's head. */
const headersTimeoutMs = 10_000
/** Longer than the idle time of the load balancer in front, so that it is never the server that hangs up on a request. */
const keepAliveTimeoutMs = 65_000
/** Open requests have this long to be answered while stopping; then their connections are cut. */
const drainTimeoutMs = 8_000
/** A client that takes nothing of an answer for this long is hung up on: it may hold up a connection to the store. */
const usualStalledTimeoutMs = 30_000
/** Enough for the viewers of one instance; those beyond it are let in by another. */
const mostConnections = 4_000

export interface FunctionServer {
  readonly port: number
  /** Takes no more connections, answers what has arrived (for 8 s at most), resolves when all is answered. */
  stop(): Promise<void>
}

export interface ServeOptions {
  /** called with why an answer in parts broke off */
  readonly complain?: (error: unknown) => void
  /** whether it runs behind a server of Cloud Run's, which speaks HTTPS and names the client */
  readonly isDeployed?: boolean
  readonly stalledTimeoutMs?: number
}

/** The framework answers these itself, with nothing. */
const frameworksOwn = /^\/(favicon\.ico|robots\.txt)(\/|$)/i

/** What must not reach the framework: it reads bodies of up to 1 GiB, and answers broken targets with an HTML page. */
function isForFramework(request: IncomingMessage): boolean {
  const path = pathOf(request)
  const isPath = request.url?.startsWith('/') === true && !frameworksOwn.test(path)
  return isPath && !hasBody(request) && isDecodable(path)
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
 */
export async function serveFunction(
  name: string,
  handler: Handler,
  host: string,
  port: number,
  options: ServeOptions = {},
): Promise<FunctionServer> {
  const { complain = () => {}, isDeployed = false, stalledTimeoutMs = usualStalledTimeoutMs } = options
  const everyAnswer = { ...everyAnswerHeaders, ...(isDeployed ? deployedHeaders : {}) }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const over = new AbortController()
    response.once('close', () => over.abort())
    const question = questionOf(request, isDeployed, over.signal)
    const { headers, ...rest } = await handler(question)
    const whole = { ...rest, headers: { ...everyAnswer, ...headers } }
    await send(response, question.method, whole, stalledTimeoutMs).catch(complain)
  }
  http(name, answer)
  const server = getTestServer(name)
  const framework = server.listeners('request')
  const connections = new Connections(server)

  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!connections.begin(request, response)) return
    if (isForFramework(request)) {
      for (const listener of framework) listener.call(server, request, response)
    } else if (hasBody(request)) {
      // An unread body would have to be read before the connection's next request.
      response.shouldKeepAlive = false
      // Where it is broken, the parser says so in this turn: that is then the answer.
      setImmediate(() => void answer(request, response))
    } else void answer(request, response)
  })
  server.on('clientError', (error: Error & { readonly code?: string }, socket: Socket) => {
    const canAnswer = socket.writable && error.code !== 'ECONNRESET' && !connections.hasAnswered(socket)
    if (canAnswer) socket.end(clientErrorAnswer(error, everyAnswer), () => socket.destroy())
    else socket.destroy()
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
      const closed = once(server, 'close')
      const cut = setTimeout(() => server.closeAllConnections(), drainTimeoutMs)
      await connections.stop()
      await closed
      clearTimeout(cut)
    },
  }
}
