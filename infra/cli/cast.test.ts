import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCommand } from '../terminal/testing/running-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-cast-command-'))
const file = join(folder, 'votes.csv')
/** An edge that accepts everything. */
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const outcomes = body.split('\n').map((vote) => ({ status: 'accepted', id: JSON.parse(vote).id, contest: 'default' }))
  response.end(JSON.stringify({ outcomes }))
})
let edge: string

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  edge = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(file, 'Name,Album\nAlux Nahual,La Trampa\nGaby Moreno,Ilustrada\n')
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true })
})

function cast(...args: string[]): RunningCommand {
  return new RunningCommand(['cast', '--edge', edge, ...args])
}

test('a file is cast once, and a second run changes nothing', { timeout: 30_000 }, async () => {
  const args = ['--file', file, '--map', 'Name=name,Album=album', '--json']
  const first = cast(...args)
  expect(await first.ended, first.stderr).toBe(0)
  const figures = { votes: 2, refused: 0, failed: 0, leftOut: 0, report: `${file}.report.ndjson`, ok: true }
  expect(JSON.parse(first.stdout)).toEqual({ ...figures, already: 0, sent: 2, accepted: 2 })
  const second = cast(...args)
  expect(await second.ended, second.stderr).toBe(0)
  expect(JSON.parse(second.stdout)).toEqual({ ...figures, already: 2, sent: 0, accepted: 0 })
})

test('a wrong command line says what is wrong', { timeout: 30_000 }, async () => {
  const noFile = cast()
  expect(await noFile.ended).toBe(2)
  expect(noFile.stderr).toBe('--file is missing\nSee --help.\n')
  const noField = cast('--file', file, '--map', 'Name=nombre')
  expect(await noField.ended).toBe(2)
  expect(noField.stderr).toContain('--map: "Name=nombre": there is no field "nombre"')
})
