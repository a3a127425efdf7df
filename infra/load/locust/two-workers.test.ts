import { join } from 'node:path'
import getPort from 'get-port'
import { expect, onTestFinished, test } from 'vitest'
import { CountReader, root } from '../../local/system/index.ts'
import { startOwnSystem } from '../../local/testing/own-system.ts'
import { RunningCommand } from '../../terminal/testing/running-command.ts'
import { whyMissing } from './testing/missing-locust.ts'

const missing = await whyMissing()
const file = join(root, 'infra', 'samples', 'votes-ordinal.json')

/** A system of its own, and a reader of its counts. */
async function startCounted() {
  const { urls, stores, stop } = await startOwnSystem()
  onTestFinished(stop, 20_000)
  const reader = await CountReader.open(stores, urls.results)
  onTestFinished(() => reader.close())
  return { urls, reader }
}

test.skipIf(missing !== '')(
  `two workers and both doors send each of 1,000 votes once, and 1,000 are counted${missing}`,
  { timeout: 150_000 },
  async () => {
    const { urls, reader } = await startCounted()
    const port = String(await getPort({ host: '127.0.0.1' }))
    const command = new RunningCommand([
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
