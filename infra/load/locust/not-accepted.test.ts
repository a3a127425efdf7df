import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtInContests, judgeVote, problem } from '@aplauso/proto'
import { expect, onTestFinished, test } from 'vitest'
import { pathOf } from '../../clients/vote-file/testing/expected.ts'
import { RunningCommand } from '../../terminal/testing/running-command.ts'
import { whyMissing } from './testing/missing-locust.ts'

const missing = await whyMissing()

/** An edge that judges votes. @returns its URL, and how many requests it had */
async function judge(): Promise<{ url: string; requests: () => number }> {
  let requests = 0
  const server = createServer(async (request, response) => {
    requests += 1
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const judgement = judgeVote(JSON.parse(Buffer.concat(chunks).toString()), { contests: builtInContests })
    if (judgement.verdict === 'keeps_rules') response.writeHead(202).end('{}')
    else response.writeHead(422).end(JSON.stringify(problem('invalid', { errors: judgement.errors })))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests }
}

/** Sends a file with Locust. @returns its exit code, and what it says */
async function send(votes: string, ...args: string[]): Promise<{ code: number | null; says: string }> {
  const options = ['--headless', '--only-summary', '--users', '2', '--spawn-rate', '2', '--votes', votes]
  const command = new RunningCommand(['load-locust', ...options, ...args])
  const code = await command.ended
  return { code, says: `${command.stdout}\n${command.stderr}` }
}

test.skipIf(missing !== '')(
  `Locust names the line and the reason of each vote that is not accepted${missing}`,
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aplauso-locust-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'votes.ndjson')
    writeFileSync(file, '{"name":"A","album":"B","year":1990,"rank":1}\n\n{"album":"B","year":5,"rank":1}\n')
    const { url } = await judge()
    const [refused, dead, unknown] = await Promise.all([
      send(file, '--host', url, 'EdgeVoter'),
      send(file, '--host', 'http://127.0.0.1:1', '--grpc-host', '127.0.0.1:1'),
      send(file, '--host', 'nowhere.invalid:1', 'GrpcVoter'),
    ])
    const reason = 'name is required; year must be from 1900 to 2100'
    expect(refused.code, refused.says).toBe(1)
    expect(refused.says).toContain(`line 3 is not accepted: 422 invalid: ${reason}`)
    expect(refused.says).not.toContain('line 1 is not')
    expect(dead.code, dead.says).toBe(1)
    expect(dead.says).toMatch(/line [13] is not accepted: nothing answers at \S+127\.0\.0\.1:1: connection refused/)
    expect(unknown.says).toMatch(/line [13] is not accepted: nothing answers at nowhere\.invalid:1: name not found/)
    const [noName, noTls] = await Promise.all([
      send(file, '--host', 'http://nowhere.invalid', 'EdgeVoter'),
      send(file, '--host', url.replace('http:', 'https:'), 'EdgeVoter'),
    ])
    expect(noName.says).toMatch(/line [13] is not accepted: nothing answers at http:\S+: name not found/)
    expect(noTls.says).toMatch(/line [13] is not accepted: nothing answers at https:\S+: TLS: /)
  },
)

test.skipIf(missing !== '')(
  `of a file that cannot be read Locust says why, sends nothing and ends with 1${missing}`,
  { timeout: 120_000 },
  async () => {
    const { url, requests } = await judge()
    const [empty, broken] = await Promise.all([
      send(pathOf('empty.json'), '--host', url, 'EdgeVoter'),
      send(pathOf('trailing-comma.json'), '--host', url, 'EdgeVoter'),
    ])
    expect(empty.code, empty.says).toBe(1)
    expect(empty.says).toContain(`no votes in ${pathOf('empty.json')}`)
    expect(broken.code, broken.says).toBe(1)
    expect(broken.says).toContain('is not JSON: line 1, column 47: a comma before "]"')
    expect(requests()).toBe(0)
  },
)

test.skipIf(missing !== '')(`Locust takes --map, --encoding and --no-ids${missing}`, { timeout: 120_000 }, async () => {
  const { url } = await judge()
  const [mapped, decoded, unnamed] = await Promise.all([
    send(pathOf('artist-ranked.json'), '--map', 'artist=name,ranked=rank', '--host', url, 'EdgeVoter'),
    send(pathOf('macintosh.csv'), '--encoding', 'macintosh', '--host', url, 'EdgeVoter'),
    send(pathOf('numeric-ids.json'), '--no-ids', '--host', url, 'EdgeVoter'),
  ])
  for (const { code, says } of [mapped, decoded, unnamed]) expect(code, says).toBe(0)
  expect(unnamed.says).not.toContain('row numbers')
})
