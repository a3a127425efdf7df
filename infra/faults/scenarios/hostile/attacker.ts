/** Runs one attack in a thread of its own, so that the honest callers beside it are measured without it. */
import { request as httpRequest } from 'node:http'
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'
import { connect as connectSocket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import { relayPath, signatureHeader } from '@aplauso/proto'
import {
  castVotePath,
  castVotesPath,
  frameOf,
  goodVote,
  healthWatchPath,
  streamVotesPath,
  votesMessage,
} from '../messages.ts'
import type { AttackOrder } from './attacks.ts'

const againMs = 500
const streamsOfUnread = 20
const messagesOfUnread = 8
/** More than the server grants a connection: the others wait here until one ends. */
const silentCalls = 1_000
const marks = 500_000
const betweenNamesMs = 1_000

const order = workerData as AttackOrder

function openCall(session: ClientHttp2Session, path: string): ClientHttp2Stream {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
  })
  stream.on('error', () => {})
  return stream
}

/** Keeps a connection open: does the same on each new one. */
async function attackFrom(attack: (session: ClientHttp2Session) => void, settings: object): Promise<never> {
  for (;;) {
    const session = connect(`http://${order.grpc}`, { settings })
    session.on('error', () => {})
    attack(session)
    await new Promise((resolve) => session.once('close', resolve))
    await pause(againMs)
  }
}

const emptyVotes = frameOf(votesMessage(Array.from({ length: 1_000 }, () => ({}))))

function neverRead(session: ClientHttp2Session): void {
  for (let stream = 0; stream < streamsOfUnread; stream += 1) {
    const call = openCall(session, streamVotesPath)
    for (let sent = 0; sent < messagesOfUnread; sent += 1) call.write(emptyVotes)
  }
}

/** Opens a call, and another a little later when it is ended. */
function keepSilent(session: ClientHttp2Session, path: string): void {
  if (session.destroyed) return
  const call = openCall(session, path)
  // A watch of health is asked for with an empty message.
  if (path === healthWatchPath) call.write(frameOf(Buffer.alloc(0)))
  call.resume()
  call.once('close', () => setTimeout(() => keepSilent(session, path), againMs).unref())
}

function silent(paths: readonly string[]): (session: ClientHttp2Session) => void {
  return (session) => {
    for (let call = 0; call < silentCalls; call += 1) keepSilent(session, paths[call % paths.length] ?? streamVotesPath)
  }
}

const longName = { ...goodVote, name: `a${'\u0301'.repeat(marks / 2)}${'\u0323'.repeat(marks / 2)}` }

async function longNamesOverGrpc(): Promise<never> {
  const message = frameOf(votesMessage([longName]))
  return attackFrom(async (session) => {
    while (!session.destroyed) {
      const call = openCall(session, castVotesPath)
      call.end(message)
      call.resume()
      await new Promise((resolve) => call.once('close', resolve))
      await pause(betweenNamesMs)
    }
  }, {})
}

async function longNamesOverHttp(edge: string): Promise<never> {
  const body = JSON.stringify([longName])
  const headers = { 'content-type': 'application/json' }
  for (;;) {
    const answer = await fetch(`${edge}/v1/votes`, { method: 'POST', headers, body }).catch(() => undefined)
    await answer?.arrayBuffer().catch(() => undefined)
    await pause(betweenNamesMs)
  }
}

const bodyMib = 3.9
const silentForEachBody = 20

/** Sends most of a batch with a header that looks like a signature, and waits. */
async function holdRelayBody(): Promise<never> {
  const body = Buffer.alloc(bodyMib * 1024 * 1024, 'x')
  for (;;) {
    const signature = `t=${Math.floor(Date.now() / 1_000)},v1=${'A'.repeat(43)}`
    const request = httpRequest(new URL(relayPath, order.relay), {
      method: 'POST',
      agent: false,
      headers: { [signatureHeader]: signature },
    })
    request.on('error', () => {})
    request.on('response', (response) => response.resume())
    request.write(body)
    await new Promise((resolve) => request.once('close', resolve))
    await pause(againMs)
  }
}

async function holdRelayConnection(): Promise<never> {
  const { hostname, port } = new URL(order.relay)
  for (;;) {
    const socket = connectSocket(Number(port), hostname)
    socket.on('error', () => {})
    socket.resume()
    await new Promise((resolve) => socket.once('close', resolve))
    await pause(againMs)
  }
}

async function holdRelay(): Promise<never> {
  for (let silent = 0; silent < silentForEachBody; silent += 1) void holdRelayConnection()
  return holdRelayBody()
}

function attack(connection: number): Promise<never> {
  switch (order.attack) {
    case 'unread':
      return attackFrom(neverRead, { initialWindowSize: 0 })
    case 'silent':
      return attackFrom(silent([streamVotesPath, healthWatchPath]), {})
    case 'silent-calls':
      return attackFrom(silent([castVotePath]), {})
    case 'relay':
      return holdRelay()
    case 'names':
      // One caller at each door: more requests of a megabyte than a door can read are a flood, whatever they hold.
      return connection === 0 || order.edge === undefined ? longNamesOverGrpc() : longNamesOverHttp(order.edge)
  }
}

const connections = order.attack === 'names' ? 2 : order.connections
await Promise.all(Array.from({ length: connections }, (_, connection) => attack(connection)))
