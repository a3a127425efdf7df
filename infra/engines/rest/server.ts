import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { messageOf } from '@aplauso/process/portable'
import { readBody, TooLarge } from './body.ts'
import { BadCommand, commandFromBody, commandFromPath, commandsFromBody, refusal } from './command.ts'
import { NoAnswer, type RedisGate } from './redis.ts'
import { ErrorText, outcome, type Reply, type ReplyEncoding } from './reply.ts'

/** A whole request must have arrived within this time. */
const requestTimeoutMs = 30_000

interface Answer {
  readonly status: number
  readonly body: unknown
}

/**
 * A DEVELOPMENT TOOL: answers Upstash's REST protocol for a redis-server on this machine, so that `@upstash/redis` works
 * without Upstash. Shapes and codes: https://upstash.com/docs/redis/features/restapi. Left out: the RESP2 format,
 * `/monitor`, `/subscribe`, read-only tokens.
 * @returns a server that does not listen yet
 */
export function restServer(redis: RedisGate, token: string): Server {
  const server = createServer((request, response) => {
    handle(redis, token, request)
      .catch(failure)
      .then((answer) => send(request, response, answer))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  server.requestTimeout = requestTimeoutMs
  return server
}

async function handle(redis: RedisGate, token: string, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const body = await readBody(request)
  if (!['GET', 'HEAD', 'POST', 'PUT'].includes(request.method ?? '')) return error(405, 'ERR Method not allowed')
  if (!authorised(request, url, token)) return error(401, 'WRONGPASS invalid or missing auth token')
  if ((request.headers['upstash-response-format'] ?? 'json') !== 'json') {
    return error(400, 'ERR this development server answers in JSON only')
  }
  const encoding = request.headers['upstash-encoding'] === 'base64' ? 'base64' : 'text'
  if (url.pathname === '/pipeline') return await pipeline(redis, body, encoding)
  if (url.pathname === '/multi-exec') return await multiExec(redis, body, encoding)

  const command = url.pathname === '/' && body.length > 0 ? commandFromBody(body) : commandFromPath(url, body)
  const refused = refusal(command)
  if (refused) return error(400, refused)
  const [reply = null] = await redis.send([command])
  return reply instanceof ErrorText ? error(400, reply.text) : { status: 200, body: outcome(reply, encoding) }
}

async function pipeline(redis: RedisGate, body: Buffer, encoding: ReplyEncoding): Promise<Answer> {
  const commands = commandsFromBody(body)
  const refusals = commands.map(refusal)
  const replies = await redis.send(commands.filter((_, index) => refusals[index] === undefined))
  const outcomes = refusals.map((refused) => {
    const reply: Reply = refused === undefined ? (replies.shift() ?? null) : new ErrorText(refused)
    return outcome(reply, encoding)
  })
  return { status: 200, body: outcomes }
}

async function multiExec(redis: RedisGate, body: Buffer, encoding: ReplyEncoding): Promise<Answer> {
  const commands = commandsFromBody(body)
  const refused = commands.map(refusal).find((text) => text !== undefined)
  if (refused) return error(400, `EXECABORT Transaction discarded because of previous errors. ${refused}`)
  const replies = await redis.transact(commands)
  if (replies instanceof ErrorText) return error(400, replies.text)
  return { status: 200, body: replies.map((reply) => outcome(reply, encoding)) }
}

/** The token in the header or in the query; compared by digest so that time reveals nothing of it. */
function authorised(request: IncomingMessage, url: URL, token: string): boolean {
  const header = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const given = header ?? url.searchParams.get('_token') ?? ''
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}

function error(status: number, text: string): Answer {
  return { status, body: { error: text } }
}

function failure(cause: unknown): Answer {
  if (cause instanceof BadCommand || cause instanceof TooLarge) return error(400, cause.message)
  if (cause instanceof NoAnswer) return error(503, `ERR redis-server does not answer: ${cause.message}`)
  return error(500, `ERR internal: ${messageOf(cause)}`)
}

function send(request: IncomingMessage, response: ServerResponse, { status, body }: Answer): void {
  const text = Buffer.from(JSON.stringify(body))
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length })
  response.end(request.method === 'HEAD' ? undefined : text)
}
