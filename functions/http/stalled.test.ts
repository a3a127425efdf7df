import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../../cluster/process/testing/until.ts'
import type { Answer } from './answer.ts'
import type { Question } from './question.ts'
import { serveFunction } from './server.ts'

const stalledTimeoutMs = 1_000
const megabyte = 1024 * 1024
/** More than the system holds for a client. */
const shared = Buffer.alloc(16 * megabyte, 'x')

async function* parts(onEnd = () => {}): AsyncGenerator<string> {
  try {
    for (let part = 0; part < 1_000; part += 1) yield 'x'.repeat(megabyte / 4)
  } finally {
    onEnd()
  }
}

/** Answers with a body; `over` is when each request's answer was over. */
async function serve(body: () => Answer['body']) {
  const over: Promise<unknown>[] = []
  const complaints: unknown[] = []
  const handler = async ({ signal }: Question): Promise<Answer> => {
    if (signal) over.push(once(signal, 'abort'))
    return { status: 200, headers: {}, body: body() }
  }
  const complain = (error: unknown) => complaints.push(error)
  const server = await serveFunction('stalled', handler, '127.0.0.1', 0, { stalledTimeoutMs, complain })
  onTestFinished(() => server.stop())
  return { port: server.port, over, complaints }
}

/** Sends requests and reads nothing. */
async function deaf(port: number, requests = 1): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.pause()
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(requests))
  return socket
}

describe('a client that does not read', () => {
  it.each([
    ['an answer that is whole', () => shared],
    ['an answer in parts', () => parts()],
  ])('is hung up on: %s', async (_, body) => {
    const { port, over, complaints } = await serve(body)
    const socket = await deaf(port)
    await until(() => over.length === 1)
    await Promise.all(over)
    let bytes = 0
    socket.on('data', (data) => {
      bytes += data.byteLength
    })
    await once(socket.resume(), 'close')
    expect(bytes).toBeLessThan(shared.byteLength)
    expect(complaints).toEqual([])
  })

  it('is not taken for one while it reads', async () => {
    const { port } = await serve(() => shared)
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect((await answer.arrayBuffer()).byteLength).toBe(shared.byteLength)
  })

  it('ends the work on an answer in parts', async () => {
    const ended = Promise.withResolvers<void>()
    const { port } = await serve(() => parts(ended.resolve))
    await deaf(port)
    await ended.promise
  })

  it('costs next to nothing: sixty of them have no copy of a shared answer, and all are cut', async () => {
    const { port, over } = await serve(() => shared)
    const before = process.memoryUsage().rss
    const clients = await Promise.all(Array.from({ length: 60 }, () => deaf(port)))
    await until(() => over.length === clients.length)
    let isOver = false
    let most = 0
    const looking = until(() => {
      most = Math.max(most, process.memoryUsage().rss - before)
      return isOver
    })
    await Promise.all(over)
    isOver = true
    await looking
    // Sixty copies would be 960 MiB.
    expect(most).toBeLessThan(100 * megabyte)
  })

  it('has few requests at once, however many it sends', async () => {
    const { port, over } = await serve(() => shared)
    const socket = await deaf(port, 2_000)
    await once(socket.resume(), 'close')
    expect(over.length).toBeLessThanOrEqual(32)
  })
})
