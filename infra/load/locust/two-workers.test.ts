import { join } from 'node:path'
import getPort from 'get-port'
import { expect, test } from 'vitest'
import { root, withCounts } from '../../local/system/index.ts'
import { withSystem } from '../../local/with-system.ts'
import { outputTo } from '../../terminal/index.ts'
import { RunningCommand } from '../../terminal/testing/running-command.ts'
import { whyMissing } from './testing/missing-locust.ts'

const missing = await whyMissing()
const file = join(root, 'infra', 'samples', 'votes-ordinal.json')

test.skipIf(missing !== '')(
  `two workers and both doors send each of 1,000 votes once, and 1,000 are counted${missing}`,
  { timeout: 150_000 },
  () =>
    withSystem({}, outputTo(process.stderr), (system) =>
      withCounts(system, async (reader) => {
        const { urls } = system
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
      }),
    ),
)
