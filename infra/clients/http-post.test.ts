import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { PostClient } from './http-post.ts'

async function serve(answerMs: number) {
  let connections = 0
  const server = createServer(async (request, response) => {
    request.resume()
    await pause(answerMs)
    response.end('{}')
  })
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const target = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/votes`)
  return { target, opened: () => connections }
}

test('requests beyond the connections allowed wait for one, and all are answered', async () => {
  const { target, opened } = await serve(5)
  const client = new PostClient(target, { maxConnections: 3, timeoutMs: 10_000 })
  onTestFinished(() => client.close())
  const answers = await Promise.all(Array.from({ length: 30 }, () => client.post('application/json', '{}')))
  expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200))
  expect(opened()).toBe(3)
})

test('a request without an answer in time is aborted, and its connection closed', async () => {
  const { target } = await serve(60_000)
  const client = new PostClient(target, { maxConnections: 1, timeoutMs: 50 })
  onTestFinished(() => client.close())
  await expect(client.post('application/json', '{}')).rejects.toMatchObject({ name: 'AbortError' })
})
