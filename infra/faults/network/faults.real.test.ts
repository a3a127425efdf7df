import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { freePort, startToxiproxy, type Toxiproxy } from '../../engines/index.ts'
import { findTool } from '../../engines/tools.ts'
import { AppendServer, Caller } from './append-server.ts'
import { cut, cutAfterAppend, halfOpen, reset, slow, ToxiproxyClient, trickle } from './index.ts'

const buildTimeoutMs = 240_000

describe.skipIf(findTool('go') === undefined)('a Toxiproxy before a server that appends what it gets', () => {
  const folder = temporaryFolder(afterAll)
  let toxiproxy: Toxiproxy
  let client: ToxiproxyClient
  let server: AppendServer
  let port: number
  let callers: Caller[]
  const where = () => ({ client, proxy: 'broker' })
  const call = async () => {
    const caller = await Caller.connect(port)
    callers.push(caller)
    return caller
  }

  beforeAll(async () => {
    toxiproxy = await startToxiproxy(folder, await freePort(), () => {})
    client = new ToxiproxyClient(toxiproxy.address)
  }, buildTimeoutMs)
  afterAll(() => toxiproxy?.stop())
  beforeEach(async () => {
    callers = []
    server = await AppendServer.listen()
    port = await freePort()
    await client.createProxy({ name: 'broker', listen: `127.0.0.1:${port}`, upstream: `127.0.0.1:${server.port}` })
  })
  afterEach(async () => {
    for (const caller of callers) caller.close()
    await client.reset()
    await client.removeProxy('broker')
    await server.close()
  })

  test('without a fault requests are appended and answered', async () => {
    const caller = await call()
    expect(await caller.ask('a')).toBe('ok:a')
    expect(server.appended).toEqual(['a'])
  })

  test('cutAfterAppend: the server has appended, the client sees the end and no answer', async () => {
    const caller = await call()
    await caller.ask('before')
    const fault = await cutAfterAppend(where())
    await expect(caller.ask('cut')).rejects.toThrow('closed')
    expect(server.appended).toEqual(['before', 'cut'])
    await fault.undo()
    await fault.undo()
    expect(await (await call()).ask('after')).toBe('ok:after')
  })

  test('cutAfterAppend with bytes to go: new connections get some answers first', async () => {
    const fault = await cutAfterAppend(where(), { answerBytes: 'ok:1\nok:2'.length })
    const caller = await call()
    expect(await caller.ask('1')).toBe('ok:1')
    await expect(caller.ask('2')).rejects.toThrow('closed')
    expect(server.appended).toEqual(['1', '2'])
    await fault.undo()
  })

  test('slow: an answer takes the latency of both ways, and its time of before when it is undone', async () => {
    const caller = await call()
    const fault = await slow(where(), { latencyMs: 150, jitterMs: 20 })
    expect(await timeOf(caller.ask('a'))).toBeGreaterThan(250)
    await fault.undo()
    expect(await timeOf(caller.ask('b'))).toBeLessThan(100)
  })

  test('trickle: a long request takes as long as its bytes', async () => {
    const caller = await call()
    const fault = await trickle(where(), { kbPerSecond: 10 })
    expect(await timeOf(caller.ask('x'.repeat(5_000)))).toBeGreaterThan(400)
    await fault.undo()
    expect(await timeOf(caller.ask('x'.repeat(5_000)))).toBeLessThan(200)
  })

  test('halfOpen: requests vanish while the connection stays, and undone it is closed', async () => {
    const caller = await call()
    const fault = await halfOpen(where())
    const answer = caller.ask('lost')
    const closed = expect(answer).rejects.toThrow('closed')
    // A new connection comes about and is as mute.
    const another = await call()
    const mute = another.ask('lost too').catch(() => 'closed')
    await pause(300)
    expect(server.appended).toEqual([])
    expect(caller.isOpen && another.isOpen).toBe(true)
    await fault.undo()
    await closed
    expect(await mute).toBe('closed')
    expect(await (await call()).ask('after')).toBe('ok:after')
    expect(server.appended).toEqual(['after'])
  })

  test('cut: connections are closed and new ones refused until it is undone', async () => {
    const caller = await call()
    await caller.ask('a')
    const fault = await cut(where())
    await expect.poll(() => caller.isOpen).toBe(false)
    await expect(Caller.connect(port)).rejects.toThrow('ECONNREFUSED')
    await fault.undo()
    expect(await (await call()).ask('b')).toBe('ok:b')
  })

  test.each(['request', 'answer'] as const)('reset at the %s: a new connection gets RST', async (at) => {
    const fault = await reset(where(), { at })
    await expect((await call()).ask('a')).rejects.toThrow('ECONNRESET')
    expect(server.appended).toEqual(at === 'request' ? [] : ['a'])
    await fault.undo()
    expect(await (await call()).ask('b')).toBe('ok:b')
  })

  test('the same fault twice is an error that names the request, and undoing the first ends it', async () => {
    const fault = await slow(where())
    await expect(slow(where())).rejects.toThrow('POST /proxies/broker/toxics: answered 409')
    await fault.undo()
    expect(await timeOf((await call()).ask('a'))).toBeLessThan(100)
  })

  test('a Toxiproxy that is gone is named', async () => {
    const gone = new ToxiproxyClient(`http://127.0.0.1:${await freePort()}`)
    await expect(gone.reset()).rejects.toThrow(/^Toxiproxy: POST \/reset: /)
  })
})

async function timeOf(work: Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work
  return performance.now() - startMs
}
