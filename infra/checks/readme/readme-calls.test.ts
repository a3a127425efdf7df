import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { findPython } from '../../clients/python/python.ts'
import { Child } from '../../local/supervisor/index.ts'
import { root } from '../../local/system/index.ts'

const run = promisify(execFile)
const python = await findPython()

function folder(inside: string): string {
  const made = mkdtempSync(join(inside, 'readme-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** Starts the gRPC server. @returns its address */
async function startIngest(): Promise<string> {
  const data = folder(tmpdir())
  const environment = {
    GRPC_HOST: '127.0.0.1',
    GRPC_PORT: '0',
    VOTER_KEY: randomBytes(32).toString('base64url'),
    APLAUSO_DATA: data,
  }
  const server = new Child({ name: 'ingest', entry: join(root, 'cluster/ingest/main.ts'), environment }, data, () => {})
  onTestFinished(async () => {
    server.askToStop()
    await server.gone
  })
  const { grpc } = await server.ready(30_000)
  return `127.0.0.1:${grpc}`
}

/** The README's call in a language, with another address. */
function call(language: string, address: string): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, 's').exec(readme) ?? []
  if (!code?.includes('127.0.0.1:4802')) throw new Error(`the README has no call in ${language}`)
  return code.replaceAll('127.0.0.1:4802', address)
}

const accepted = /id: ?['"][0-9a-f-]{36}['"].*contest: ?['"]default['"]/s

test('the README’s call from TypeScript casts a vote', async () => {
  const code = call('ts', await startIngest())
  // Inside the repository, so that imports find its packages.
  const file = join(folder(join(root, 'infra')), 'call.ts')
  writeFileSync(file, code)
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', file], { cwd: root })
  expect(stdout).toMatch(accepted)
}, 30_000)

test.skipIf('missing' in python)(
  `the README’s call from Python casts a vote${'missing' in python ? ` (skipped: ${python.missing})` : ''}`,
  async () => {
    if ('missing' in python) return
    const { stdout } = await run(python.command, ['-c', call('python', await startIngest())], { cwd: root })
    expect(stdout).toMatch(accepted)
  },
  30_000,
)
