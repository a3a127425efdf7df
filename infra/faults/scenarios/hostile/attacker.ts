/** Runs one attack in a thread of its own, so that the honest callers beside it are measured without it. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'
import { setTimeout as pause } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
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

function attack(connection: number): Promise<never> {
  switch (order.attack) {
    case 'unread':
      return attackFrom(neverRead, { initialWindowSize: 0 })
    case 'silent':
      return attackFrom(silent([streamVotesPath, healthWatchPath]), {})
    case 'silent-calls':
      return attackFrom(silent([castVotePath]), {})
    case 'names':
      // One caller at each door: more requests of a megabyte than a door can read are a flood, whatever they hold.
      return connection === 0 || order.edge === undefined ? longNamesOverGrpc() : longNamesOverHttp(order.edge)
  }
}

const connections = order.attack === 'names' ? 2 : order.connections
await Promise.all(Array.from({ length: connections }, (_, connection) => attack(connection)))
