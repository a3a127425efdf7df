import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '@aplauso/ingest/client'
import { expect, onTestFinished, test } from 'vitest'
import { Child } from '../../../local/supervisor/index.ts'
import { root } from '../../../local/system/index.ts'
import { caller } from './callers.ts'

test.each(['CastVote', 'CastVotes', 'StreamVotes'] as const)(
  'a caller of %s has votes accepted until it should stop',
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'aplauso-bench-'))
    const environment = { GRPC_HOST: '127.0.0.1', GRPC_PORT: '0', VOTER_KEY: 'x'.repeat(32), APLAUSO_DATA: folder }
    const door = new Child(
      { name: 'ingest', entry: join(root, 'cluster/ingest/main.ts'), environment },
      folder,
      () => {},
    )
    onTestFinished(async () => {
      door.askToStop()
      await door.gone
      rmSync(folder, { recursive: true, force: true })
    })
    const client = connect(`127.0.0.1:${(await door.ready(30_000)).grpc}`)
    onTestFinished(() => client.close())
    const endMs = performance.now() + 500
    expect(await caller(name, client, 10, () => performance.now() < endMs)).toBeGreaterThan(0)
  },
  60_000,
)
