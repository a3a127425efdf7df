import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fieldFault } from '@aplauso/proto'
import { afterAll, expect, test } from 'vitest'
import { serve } from '../../cluster/process/testing/serve.ts'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { pathOf } from '../clients/vote-file/testing/expected.ts'
import { RunningCommand } from '../terminal/testing/running-command.ts'

const folder = temporaryFolder(afterAll)
const file = join(folder, 'votes.csv')
writeFileSync(file, 'Name,Album\nAlux Nahual,La Trampa\nGaby Moreno,Ilustrada\n')
/** An edge that accepts each vote with a name and an album. */
const edge = await serve(async (request, response) => {
  const outcomes = (await text(request)).split('\n').map((line) => {
    const vote = JSON.parse(line)
    const errors = (['name', 'album'] as const).flatMap((field) => (vote[field] ? [] : [fieldFault(field, 'required')]))
    return errors.length > 0 ? { status: 'refused', errors } : { status: 'accepted', id: vote.id, contest: 'default' }
  })
  response.end(JSON.stringify({ outcomes }))
}, afterAll)

function cast(...args: string[]): RunningCommand {
  return new RunningCommand(['cast', '--edge', edge, ...args])
}

test('a file is cast once, and a second run changes nothing', { timeout: 30_000 }, async () => {
  const args = ['--file', file, '--map', 'Name=name,Album=album', '--json']
  const first = cast(...args)
  expect(await first.ended, first.stderr).toBe(0)
  const figures = { votes: 2, refused: 0, failed: 0, leftOut: 0, report: `${file}.report.ndjson` }
  const rest = { warnings: [], reasons: [], ok: true }
  expect(JSON.parse(first.stdout)).toEqual({ ...figures, ...rest, already: 0, sent: 2, accepted: 2 })
  const second = cast(...args)
  expect(await second.ended, second.stderr).toBe(0)
  expect(JSON.parse(second.stdout)).toEqual({ ...figures, ...rest, already: 2, sent: 0, accepted: 0 })
})

test('a wrong command line says what is wrong', { timeout: 30_000 }, async () => {
  const noFile = cast()
  expect(await noFile.ended).toBe(2)
  expect(noFile.stderr).toBe('--file is missing\nSee --help.\n')
  const noField = cast('--file', file, '--map', 'Name=nombre')
  expect(await noField.ended).toBe(2)
  expect(noField.stderr).toContain('--map: "Name=nombre": there is no field "nombre"')
})

test('a refusal says each field once, and warnings are part of the summary', { timeout: 30_000 }, async () => {
  const bad = join(folder, 'bad.csv')
  writeFileSync(bad, Buffer.from('id,name,album,year\n1,Tr\u00e9bol,Urbano,1998\n2,,,1998\n', 'latin1'))
  const command = cast('--file', bad)
  expect(await command.ended, command.stderr).toBe(1)
  expect(command.stdout).toContain('  line 3: name is required; album is required\n')
  expect(command.stdout).toContain(
    `Warning: ${bad} does not name its encoding and is not UTF-8: it is read as windows-1252`,
  )
  expect(command.stdout).toContain('Warning: ids 1..2 look like row numbers: ')
})

test('a file without votes, and a dead address, end the command with the reason', { timeout: 30_000 }, async () => {
  const report = join(folder, 'report.ndjson')
  const empty = cast('--file', pathOf('empty.json'), '--report', report)
  expect(await empty.ended).toBe(1)
  expect(empty.stderr).toBe(`no votes in ${pathOf('empty.json')}\n`)
  const votes = ['--file', pathOf('crcrlf.csv'), '--report', report]
  const dead = new RunningCommand(['cast', ...votes, '--edge', 'http://127.0.0.1:1'])
  expect(await dead.ended).toBe(1)
  expect(dead.stderr).toBe(
    'nothing answers at http://127.0.0.1:1: connection refused. Start the system with `npm start`, or name another ' +
      'address with --edge\n',
  )
})

test('an encoding that is not known is wrong usage', { timeout: 30_000 }, async () => {
  const command = cast('--file', file, '--encoding', 'latin-1')
  expect(await command.ended).toBe(2)
  expect(command.stderr).toContain(
    '--encoding must be utf-8, utf-16le, utf-16be, windows-1252 or macintosh, not "latin-1"',
  )
})
