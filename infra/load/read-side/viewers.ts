import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { startFunction } from '@aplauso/functions/testing/start-function'
import { type Output, step } from '../../terminal/index.ts'
import { Latencies } from '../../terminal/latencies.ts'

export interface ViewersReport {
  readonly viewers: number
  readonly seconds: number
  readonly answers: number
  readonly unchanged: number
  /** requests to Redis, and the commands in them */
  readonly redisRequests: number
  readonly redisCommands: number
  readonly answerMs: { readonly median: number; readonly p99: number }
}

interface RedisAddress {
  readonly url: string
  readonly token: string
}

/** Lets viewers read the results once a second each, first one, then all, and counts the requests to Redis. */
export async function watchResults(
  redis: RedisAddress,
  viewers: number,
  seconds: number,
  output: Output,
): Promise<readonly ViewersReport[]> {
  const counter = await countingProxy(redis.url)
  const started = await startFunction('results/main.ts', {
    UPSTASH_REDIS_REST_URL: counter.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
  })
  if (!('url' in started)) throw new Error(`the function ended with ${started.code}: ${started.output}`)
  const reports: ViewersReport[] = []
  for (const count of [1, viewers]) {
    const report = await step(`${count} viewers for ${seconds} s`, output, async () => {
      const before = { ...counter.counts }
      const seen = await watch(`${started.url}/v1/results/default`, count, seconds)
      const { requests, commands } = counter.counts
      const asked = { redisRequests: requests - before.requests, redisCommands: commands - before.commands }
      return { viewers: count, seconds, ...seen, ...asked }
    })
    reports.push(report)
  }
  await started.end()
  await counter.close()
  return reports
}

async function watch(url: string, viewers: number, seconds: number) {
  const latencies = new Latencies()
  let answers = 0
  let unchanged = 0
  const untilMs = performance.now() + seconds * 1000
  const look = async () => {
    let etag = ''
    await pause(Math.random() * 1_000)
    while (performance.now() < untilMs) {
      const startedMs = performance.now()
      const answer = await fetch(url, { headers: { 'if-none-match': etag } })
      await answer.arrayBuffer()
      latencies.add(performance.now() - startedMs)
      answers += 1
      if (answer.status === 304) unchanged += 1
      else if (!answer.ok) throw new Error(`the results API answered ${answer.status}`)
      etag = answer.headers.get('etag') ?? etag
      await pause(1_000)
    }
  }
  await Promise.all(Array.from({ length: viewers }, look))
  const rounded = (share: number) => Math.round(latencies.quantile(share) * 10) / 10
  return { answers, unchanged, answerMs: { median: rounded(0.5), p99: rounded(0.99) } }
}

/** Forwards to Redis's REST address, and counts requests and commands. */
async function countingProxy(target: string) {
  const counts = { requests: 0, commands: 0 }
  const pass = async (request: IncomingMessage) => {
    const body = await buffer(request)
    counts.requests += 1
    counts.commands += commandsIn(body.toString())
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers
    const headers = { authorization, 'content-type': type }
    return fetch(new URL(request.url ?? '/', target), { method: 'POST', headers, body })
  }
  const server = createServer((request, response) => {
    pass(request).then(
      async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' })
        response.end(Buffer.from(await answer.arrayBuffer()))
      },
      () => response.writeHead(502).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    counts,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The body holds one command, or a list of commands. */
function commandsIn(body: string): number {
  const sent = JSON.parse(body) as unknown[]
  return Array.isArray(sent[0]) ? sent.length : 1
}
