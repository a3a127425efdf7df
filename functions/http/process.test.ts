import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { type FailedStart, type StartedFunction, startFunction } from '../testing/start-function.ts'

const folder = temporaryFolder(afterAll)

function started(result: StartedFunction | FailedStart): StartedFunction {
  if ('url' in result) return result
  throw new Error(`ended with ${result.code}: ${result.output}`)
}

/** Resolves when a connection to the port is refused. */
async function hasStoppedListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const probe = connect(port, '127.0.0.1')
    const connected = await once(probe, 'connect').then(
      () => true,
      () => false,
    )
    probe.destroy()
    if (!connected) return
    await delay(10)
  }
  throw new Error('still listening')
}

const start = async (name: string) => started(await startFunction(`${name}/main.ts`, { APLAUSO_DATA: folder }))

describe.each(['results', 'logs'])('the process of %s', (name) => {
  it('says where it listens, one JSON object a line, and ends with 0 on SIGINT', async () => {
    const process = await start(name)
    expect((await fetch(`${process.url}/v1/${name}`)).status).toBe(200)
    const { code, output } = await process.end('SIGINT')
    expect(code).toBe(0)
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; address?: string })
    expect(lines.map(({ msg }) => msg)).toEqual(['listening', 'stopping', 'stopped'])
    expect(lines[0]?.address).toBe(`127.0.0.1:${process.port}`)
  })

  it('answers a request that is open when SIGTERM comes, and ends with 0', async () => {
    const process = await start(name)
    const socket = connect(process.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`GET /v1/${name} HTTP/1.1\r\nhost: x\r\n`)
    // A second request that was answered shows that the first, sent before it, has arrived in part.
    await fetch(`${process.url}/healthz`)
    const ended = process.end('SIGTERM')
    await hasStoppedListening(process.port)
    const answer = text(socket)
    socket.write('\r\n')
    expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect((await ended).code).toBe(0)
  })

  it('answers requests that have arrived when SIGTERM comes, also on connections that were not accepted yet', async () => {
    const started = await start(name)
    const known = connect(started.port, '127.0.0.1')
    await once(known, 'connect')
    await fetch(`${started.url}/healthz`)
    // The process is stopped while all of this arrives.
    process.kill(started.pid, 'SIGSTOP')
    const waiting = Array.from({ length: 8 }, () => connect(started.port, '127.0.0.1'))
    await Promise.all(waiting.map((socket) => once(socket, 'connect')))
    const sockets = [known, ...waiting]
    const answers = sockets.map((socket) => text(socket))
    for (const socket of sockets) socket.write(`GET /v1/${name} HTTP/1.1\r\nhost: x\r\n\r\n`)
    const ended = started.end('SIGTERM')
    await delay(100)
    process.kill(started.pid, 'SIGCONT')
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect((await ended).code).toBe(0)
  })

  it('lists every problem of its configuration and ends with 2', async () => {
    const failed = await startFunction(`${name}/main.ts`, { PORT: 'x', ALLOWED_ORIGINS: 'y' })
    if ('url' in failed) await failed.end()
    expect(failed).toMatchObject({ code: 2 })
    expect('output' in failed ? failed.output.split('\n').filter((line) => line.startsWith('  ')) : []).toHaveLength(3)
  })
})
