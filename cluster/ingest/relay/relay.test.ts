import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  builtInContests,
  encodeRelayBatch,
  hmacKey,
  joinRecord,
  judgeVote,
  type RelayAnswer,
  type RelayEntry,
  recordParts,
  relayLimits,
  relayPath,
  signatureHeader,
  signBody,
  voteKey,
} from '@aplauso/proto'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../process/testing/until.ts'
import type { Complaints } from '../accept/complaints.ts'
import { FakeProducer, goodVote, relayKey } from '../testing/door.ts'
import { type RelayOptions, startRelay } from './server.ts'

const silent = { failed() {}, unexpected() {} } as unknown as Complaints

async function start(producer = new FakeProducer(), options: Pick<RelayOptions, 'bodyTimeoutMs' | 'room'> = {}) {
  const address = { host: '127.0.0.1', port: 0 }
  const relay = await startRelay(
    { address, key: await hmacKey(relayKey), bodyTimeoutMs: 2_000, ...options },
    { producer, complaints: silent },
  )
  onTestFinished(() => relay.stop(100))
  return { relay, producer, url: `http://127.0.0.1:${relay.port}` }
}

async function entry(id: string): Promise<RelayEntry> {
  const judgement = judgeVote({ ...goodVote, id }, { contests: builtInContests })
  if (judgement.verdict !== 'keeps_rules') throw new Error(judgement.verdict)
  const { vote } = judgement
  const value = joinRecord(recordParts(vote, { id, channel: 'edge', at: '2026-11-25T20:15:00.000Z' }))
  return { key: await voteKey({ ...vote, id, contest: 'default' }), value }
}

async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const signature = await signBody(await hmacKey(relayKey), body, Date.now())
  const answer = await fetch(url + relayPath, {
    method: 'POST',
    body,
    headers: { [signatureHeader]: signature, ...headers },
  })
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.json() }
}

test('a signed batch is appended as it is and answered in order', async () => {
  const { url, producer } = await start()
  const entries = [await entry('a'), await entry('b')]
  const answer = await post(url, encodeRelayBatch(entries))
  expect(answer).toMatchObject({ status: 200, body: { outcomes: ['accepted', 'accepted'] } satisfies RelayAnswer })
  expect(producer.entries).toEqual(entries)
})

test('each entry has a result of its own', async () => {
  const { url, producer } = await start()
  producer.onAppend = ({ key }) => {
    if (key.includes('full')) return 'full'
    if (key.includes('down')) return 'unavailable'
    if (key.includes('odd')) throw new Error('never foreseen')
    if (key.includes('never')) return 'refused'
  }
  const good = await entry('good')
  const batch = [
    await entry('full'),
    await entry('down'),
    await entry('odd'),
    await entry('never'),
    { ...good, key: `${good.key}x` },
    { ...good, value: '{"v":1}' },
    good,
  ]
  const { body } = await post(url, encodeRelayBatch(batch))
  expect(body).toEqual({
    outcomes: ['full', 'unavailable', 'unavailable', 'refused', 'refused', 'refused', 'accepted'],
  })
  expect(producer.entries).toEqual([good])
})

test('a record that is longer than the contract, or that a newer edge wrote, is refused alone', async () => {
  const { url, producer } = await start()
  const good = await entry('good')
  const changed = async (members: object) => {
    const record = { ...JSON.parse(good.value), ...members }
    return { key: await voteKey(record), value: JSON.stringify(record) }
  }
  const batch = [
    await changed({ name: 'x'.repeat(310_000) }),
    await changed({ album: '𝄞'.repeat(121) }),
    await changed({ more: 'x'.repeat(8_192) }),
    await changed({ v: 2 }),
    await changed({ kind: 'void' }),
    await changed({ channel: 'sms' }),
    await changed({ name: '𝄞'.repeat(120) }),
    good,
  ]
  const { body } = await post(url, encodeRelayBatch(batch))
  const refused = Array.from({ length: 6 }, () => 'refused')
  expect(body).toEqual({ outcomes: [...refused, 'accepted', 'accepted'] })
  expect(producer.entries).toEqual(batch.slice(-2))
})

test('a batch without a good signature is refused and nothing of it is appended', async () => {
  const { url, producer } = await start()
  const body = encodeRelayBatch([await entry('a')])
  const other = await signBody(await hmacKey(relayKey), `${body} `, Date.now())
  const old = await signBody(await hmacKey(relayKey), body, Date.now() - 301_000)
  for (const signature of ['', other, old]) {
    expect(await post(url, body, { [signatureHeader]: signature })).toMatchObject({
      status: 401,
      type: 'application/problem+json',
      body: { code: 'unauthenticated', status: 401 },
    })
  }
  expect(producer.entries).toEqual([])
})

test('what is not a batch is 400, more entries than a batch may have 413', async () => {
  const { url } = await start()
  for (const body of ['', '{}', '["k"]', 'x']) {
    expect(await post(url, body)).toMatchObject({ status: 400, body: { code: 'malformed' } })
  }
  const line = encodeRelayBatch([{ key: 'k', value: 'v' }])
  const tooMany = Array.from({ length: relayLimits.entries + 1 }, () => line).join('\n')
  expect(await post(url, tooMany)).toMatchObject({ status: 413, body: { code: 'too_large' } })
})

test('another address is 404, another method 405, and /healthz says ok', async () => {
  const { url } = await start()
  const lost = await fetch(`${url}/elsewhere`)
  expect([lost.status, await lost.json()]).toMatchObject([404, { code: 'not_found' }])
  const got = await fetch(url + relayPath)
  expect([got.status, got.headers.get('allow'), await got.json()]).toMatchObject([
    405,
    'POST',
    { code: 'method_not_allowed' },
  ])
  const health = await fetch(`${url}/healthz`)
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
})

/** A signature of now that no body has. */
const wrongSignature = () => `t=${Math.floor(Date.now() / 1000)},v1=${'A'.repeat(43)}`

/** Sends bytes as they are, and reads until the relay hangs up. */
function raw({ port }: { readonly port: number }, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(request)
  return text(socket)
}

const end = 'connection: close\r\n\r\n'

test.each(['', '[', 'a b', 'x:99999', '%', '\u00ff', 'a@b', '\t'])(
  'whatever the host is said to be (%j), no answer blames the relay',
  async (host) => {
    const { relay } = await start()
    for (const path of ['/healthz', '/nothing', 'http://[/healthz']) {
      expect(await raw(relay, `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${end}`)).toMatch(/^HTTP\/1\.1 [24]\d\d /)
    }
  },
)

test('what is asked of no address, and of no known one, is a problem document', async () => {
  const { relay } = await start()
  for (const line of ['OPTIONS *', 'GET /favicon.ico', 'GET /', 'OPTIONS /nothing']) {
    const answer = await raw(relay, `${line} HTTP/1.1\r\nhost: x\r\n${end}`)
    expect(answer).toMatch(/^HTTP\/1\.1 404 [\s\S]*application\/problem\+json[\s\S]*"code":"not_found"/)
  }
})

test('a tunnel that is asked for is closed, and what is not HTTP is 400', async () => {
  const { relay, producer } = await start()
  expect(await raw(relay, 'CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\n')).toMatch(/^(HTTP\/1\.1 4|$)/)
  const post = `POST ${relayPath} HTTP/1.1\r\nhost: x\r\n${signatureHeader}: ${wrongSignature()}\r\n`
  for (const rest of [
    'transfer-encoding: chunked\r\n\r\nnonsense\r\n',
    'transfer-encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n',
    'content-length: 5x\r\n\r\n12345',
    'broken header\r\n\r\n',
  ]) {
    expect(await raw(relay, post + rest)).toMatch(/^HTTP\/1\.1 400 /)
  }
  expect(producer.asked).toBe(0)
})

/** Sends a request whose body the test writes itself. */
function slowPost(url: string, headers: Record<string, string | number> = {}) {
  const signed = { [signatureHeader]: wrongSignature(), ...headers }
  const request = httpRequest(url + relayPath, { method: 'POST', headers: signed })
  request.on('error', () => {})
  onTestFinished(() => void request.destroy())
  const answer = new Promise<number | undefined>((resolve) => {
    request.on('response', (response) => resolve(response.resume().statusCode))
    request.on('close', () => resolve(undefined))
  })
  return { request, answer }
}

test('a body that does not arrive in time is 408', async () => {
  const { url } = await start(new FakeProducer(), { bodyTimeoutMs: 150 })
  const { request, answer } = slowPost(url)
  request.write('half of')
  expect(await answer).toBe(408)
})

test('a body beyond 4 MiB is 413, by its announced length at once, by its bytes where it has none', async () => {
  const { url } = await start()
  const announced = slowPost(url, { 'content-length': relayLimits.bodyBytes + 1 })
  announced.request.flushHeaders()
  expect(await announced.answer).toBe(413)
  const chunked = slowPost(url)
  chunked.request.write('x'.repeat(relayLimits.bodyBytes + 1))
  expect(await chunked.answer).toBe(413)
})

test('a request without a signature of now is answered before any of its body has come', async () => {
  const { url } = await start()
  const stale = await signBody(await hmacKey(relayKey), 'body', Date.now() - 301_000)
  for (const signature of ['', stale]) {
    const { request, answer } = slowPost(url, { [signatureHeader]: signature, 'content-length': 1_000_000 })
    request.flushHeaders()
    expect(await answer).toBe(401)
  }
})

test('where bodies of strangers fill the room, the oldest is refused and the newest taken', async () => {
  const { url, producer } = await start(new FakeProducer(), { room: { connections: 100, bodyBytes: 8_000 } })
  const holders = [slowPost(url), slowPost(url)]
  for (const { request } of holders) {
    request.write('x'.repeat(3_900))
    await sleep(50)
  }
  const batch = await Promise.all(Array.from({ length: 10 }, (_, index) => entry(`vote-${index}`)))
  expect(await post(url, encodeRelayBatch(batch))).toMatchObject({ status: 200 })
  expect(producer.entries).toEqual(batch)
  expect(await holders[0]?.answer).toBe(503)
})

test('where strangers take all connections, the oldest gives way', async () => {
  const { relay, url } = await start(new FakeProducer(), { room: { connections: 3, bodyBytes: 8_000 } })
  const strangers = [1, 2, 3].map(() => connect(relay.port, '127.0.0.1'))
  await Promise.all(strangers.map((stranger) => once(stranger, 'connect')))
  onTestFinished(() => strangers.forEach((stranger) => void stranger.destroy()))
  expect(await post(url, encodeRelayBatch([await entry('a')]))).toMatchObject({ status: 200 })
  await until(() => strangers.filter(({ destroyed }) => destroyed).length === 1)
})

test('a client that leaves half-way harms nobody', async () => {
  const { url, producer } = await start()
  const { request } = slowPost(url)
  request.write('half of')
  await sleep(50)
  request.destroy()
  expect(await post(url, encodeRelayBatch([await entry('a')]))).toMatchObject({ status: 200 })
  expect(producer.entries).toHaveLength(1)
})

test('stopping answers what is open and lets kept connections go, without waiting for the grace to end', async () => {
  const producer = new FakeProducer()
  producer.onAppend = () => sleep(200)
  const { relay, url } = await start(producer)
  await (await fetch(`${url}/healthz`)).text()
  const open = post(url, encodeRelayBatch([await entry('a')]))
  await until(() => producer.asked === 1)
  const started = performance.now()
  await relay.stop(5_000)
  expect(performance.now() - started).toBeLessThan(2_000)
  expect(await open).toMatchObject({ status: 200, body: { outcomes: ['accepted'] } })
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
})

test('stopping cuts off what hangs when the grace is over', async () => {
  const { relay, url } = await start(new FakeProducer(), { bodyTimeoutMs: 60_000 })
  const hanging = slowPost(url)
  hanging.request.write('half of')
  await sleep(50)
  await relay.stop(200)
  expect(await hanging.answer).toBeUndefined()
})
