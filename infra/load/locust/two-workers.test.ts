import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import getPort from 'get-port'
import { expect, onTestFinished, test } from 'vitest'
import { buildMissing } from '../../local/build/index.ts'
import { Supervisor } from '../../local/supervisor/index.ts'
import { CountReader, freePorts, logFolderOf, root, startSystem } from '../../local/system/index.ts'
import { outputTo } from '../../terminal/index.ts'
import { CommandUnderTest } from '../../terminal/testing/command-under-test.ts'
import { locustEnvironment } from './environment.ts'

/** Why Locust cannot be had here; empty where it can. */
async function whyMissing(): Promise<string> {
  try {
    await locustEnvironment((line) => process.stderr.write(`${line}\n`))
    return ''
  } catch (error) {
    return ` (left out: ${error instanceof Error ? error.message : error})`
  }
}
const missing = await whyMissing()
const file = join(root, 'infra', 'samples', 'votes-ordinal.json')

/** A system of its own, with what it counted. */
async function startOwn() {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-locust-'))
  const supervisor = new Supervisor({ logFolder: logFolderOf(folder), onTrouble: () => {} })
  onTestFinished(async () => {
    await supervisor.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }, 20_000)
  await buildMissing(outputTo(process.stderr))
  const { urls, stores } = await startSystem(supervisor, { folder, ports: await freePorts() })
  const reader = await CountReader.open(stores, urls.results)
  onTestFinished(() => reader.close())
  return { urls, reader }
}

test.skipIf(missing !== '')(
  `two workers and both doors send each of 1,000 votes once, and 1,000 are counted${missing}`,
  { timeout: 150_000 },
  async () => {
    const { urls, reader } = await startOwn()
    const port = String(await getPort({ host: '127.0.0.1' }))
    const command = new CommandUnderTest([
      'load-locust',
      ...['--headless', '--users', '20', '--spawn-rate', '20', '--votes', file],
      ...['--host', urls.edge, '--grpc-host', urls.grpc, '--processes', '2'],
      ...['--master-bind-host', '127.0.0.1', '--master-bind-port', port, '--master-port', port],
    ])
    expect(await command.ended, `${command.stdout}\n${command.stderr}`).toBe(0)
    expect(command.stderr).toContain('All 1000 votes are sent')
    const { counted, duplicates, archive } = await reader.settle(1_000, 15_000)
    expect({ counted, duplicates, archive }).toEqual({ counted: 1_000, duplicates: 0, archive: 1_000 })
  },
)
