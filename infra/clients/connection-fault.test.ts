import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { edgeClient } from './edge-client.ts'
import { grpcClient } from './grpc-client.ts'
import { RequestFailed, type VoteClient } from './vote-client.ts'

const votes = [{ number: 1, text: '{"id":"a"}', message: { id: 'a' } }]

/** Why the client's batch failed. */
async function failureOf(client: VoteClient): Promise<RequestFailed> {
  onTestFinished(() => client.close())
  const error = await client.cast(votes).catch((fault: unknown) => fault)
  if (error instanceof RequestFailed) return error
  throw new Error(`not a failed request: ${error}`)
}

/** A server that does not speak TLS, or resets each connection. @returns its port */
async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('a dead address says why, at both doors', async () => {
  for (const client of [edgeClient('http://127.0.0.1:1'), edgeClient('http://localhost:1'), grpcClient('127.0.0.1:1')])
    expect(await failureOf(client)).toMatchObject({
      message: expect.stringMatching(/^nothing answers at .*:1: connection refused\. Start the system/),
      isConnected: false,
    })
  for (const client of [edgeClient('http://nowhere.invalid'), grpcClient('nowhere.invalid:4802')])
    expect(await failureOf(client)).toMatchObject({
      message: expect.stringMatching(/^nothing answers at .*nowhere\.invalid.*: name not found\. Start the system/),
      isConnected: false,
    })
})

test('a door without TLS, and one that resets the connection, are named as such', async () => {
  const plain = await listen(createHttpServer())
  expect(await failureOf(edgeClient(`https://127.0.0.1:${plain}`))).toMatchObject({
    message: expect.stringContaining(': TLS: '),
    isConnected: false,
  })
  const resetting = await listen(createServer((socket) => socket.resetAndDestroy()))
  expect(await failureOf(edgeClient(`http://127.0.0.1:${resetting}`))).toMatchObject({
    message: expect.stringContaining(': connection reset'),
    isConnected: true,
  })
})
