import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { countVotes, sampleVote } from '../testing/sample-tally.ts'
import { startFunction } from '../testing/start-function.ts'
import { bundleFile, functionNames, makeFolder } from './folder.ts'

const root = temporaryFolder(afterAll)

const run = promisify(execFile)
const installArguments = ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']

/** Installs with npm, by the lock alone, as the build on Cloud Run does. */
function install(folder: string) {
  const options = { cwd: folder, timeout: 90_000, shell: process.platform === 'win32' }
  const PATH = `${dirname(process.execPath)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`
  return run('npm', installArguments, { ...options, env: { ...process.env, PATH } })
}

it.each(functionNames)(
  '%s is installed and runs by itself, without this repository',
  { timeout: 120_000 },
  async (name) => {
    const folder = join(root, name)
    const data = join(root, `${name}-data`)
    await makeFolder(name, folder)
    expect(readdirSync(folder).toSorted()).toEqual(
      ['Procfile', bundleFile, 'package-lock.json', 'package.json'].toSorted(),
    )
    expect(readFileSync(join(folder, bundleFile), 'utf8')).not.toMatch(
      /(?:from|import\() ?["'](@aplauso|mongodb|pino|zod)/,
    )
    await install(folder)

    await countVotes(data, [sampleVote()])
    const started = await startFunction(join(folder, bundleFile), { APLAUSO_DATA: data })
    if (!('url' in started)) throw new Error(`ended with ${started.code}: ${started.output}`)
    const answer = await fetch(`${started.url}/v1/${name}`)
    expect(answer.status).toBe(200)
    expect(Object.keys((await answer.json()) as object)).toContain(name === 'logs' ? 'votes' : 'contests')
    expect((await fetch(`${started.url}/readyz`)).status).toBe(200)
    expect((await started.end('SIGTERM')).code).toBe(0)
  },
)

it.each(functionNames)('%s alone lists every problem of its configuration and ends with 2', async (name) => {
  const failed = await startFunction(join(root, name, bundleFile), { PORT: 'x' })
  expect(failed).toMatchObject({ code: 2 })
})

it('the real engines’ clients work from within the bundles: an engine that is not there is waited for', async () => {
  const unreachable = {
    logs: { MONGODB_URI: 'mongodb://127.0.0.1:1' },
    results: { UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1', UPSTASH_REDIS_REST_TOKEN: 'x' },
  }
  for (const name of functionNames) {
    const started = await startFunction(join(root, name, bundleFile), unreachable[name])
    if (!('url' in started)) throw new Error(`ended with ${started.code}: ${started.output}`)
    const answer = await fetch(`${started.url}/v1/${name}`)
    expect(answer.status).toBe(503)
    expect((await started.end('SIGTERM')).output).toContain('does not answer')
  }
})
