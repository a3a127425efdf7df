import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { RunningCommand } from '../terminal/testing/running-command.ts'

const folder = temporaryFolder(afterAll)

const vote = (id: string, more: object = {}) =>
  JSON.stringify({ id, name: 'Alux Nahual', album: 'La Trampa', year: 1989, rank: 51, ...more })

function demo(...args: string[]): RunningCommand {
  return new RunningCommand(['demo', ...args], { TMPDIR: folder })
}

test('every line goes through one door and is counted, refused or a duplicate', {
  timeout: 60_000,
}, async () => {
  const file = join(folder, 'votes.ndjson')
  const lines = [vote('a1'), vote('a2'), vote('a1'), '', vote('a3', { rank: 900 }), vote('a4', { name: 5 }), '{"name":']
  writeFileSync(file, lines.join('\n'))
  const command = demo('--json', '--votes', file)
  expect(await command.ended, command.stderr).toBe(0)
  const engine = `SQLite ${process.versions.sqlite}`
  expect(JSON.parse(command.stdout)).toEqual({
    engines: { log: engine, archive: engine, tally: engine },
    doors: {
      edge: { sent: 4, accepted: 2, refused: 2, failed: 0 },
      grpc: { sent: 2, accepted: 1, refused: 1, failed: 0 },
    },
    duplicates: 1,
    counted: 2,
    archive: 2,
    tally: 2,
    seconds: expect.any(Number),
    ok: true,
  })
  expect(command.stdout.trimEnd().split('\n')).toHaveLength(1)
  const left = readdirSync(folder).filter((name) => name.startsWith('aplauso-'))
  expect(left, 'its own folder is removed').toEqual([])
})

test('a missing file is named, without a stack trace', async () => {
  const command = demo('--votes', join(folder, 'none.json'))
  expect(await command.ended).toBe(1)
  expect(command.stderr).toBe(`There is no file ${join(folder, 'none.json')}\n`)
})
