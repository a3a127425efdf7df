import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from '../../cluster/process/testing/serve.ts'
import { PostClient } from './http-post.ts'

async function answering(answerMs: number) {
  const sockets = new Set<Socket>()
  const url = await serve(async (request, response) => {
    sockets.add(request.socket)
    request.resume()
    await pause(answerMs)
    response.end('{}')
  })
  return { target: new URL('/v1/votes', url), opened: () => sockets.size }
}

test('requests beyond the connections allowed wait for one, and all are answered', async () => {
  const { target, opened } = await answering(5)
  const client = new PostClient(target, { maxConnections: 3, timeoutMs: 10_000 })
  onTestFinished(() => client.close())
  const answers = await Promise.all(Array.from({ length: 30 }, () => client.post('application/json', '{}')))
  expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200))
  expect(opened()).toBe(3)
})

test('a request without an answer in time is aborted, and its connection closed', async () => {
  const { target } = await answering(60_000)
  const client = new PostClient(target, { maxConnections: 1, timeoutMs: 50 })
  onTestFinished(() => client.close())
  await expect(client.post('application/json', '{}')).rejects.toMatchObject({ name: 'AbortError' })
})
