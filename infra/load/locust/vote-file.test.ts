import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fields } from '@aplauso/proto'
import { afterAll, expect, test } from 'vitest'
import { prepareVotes, readVoteFile } from '../../clients/cast/index.ts'
import { root } from '../../local/system/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-locust-votes-'))
afterAll(() => rmSync(folder, { recursive: true }))

const maxBytes = 16 * 1024 * 1024

const program = `
import json, sys
from vote_file import read_votes
from message import message_fields
def message(text):
    try:
        return message_fields(text)
    except ValueError:
        return None
print(json.dumps([[text, message(text)] for text in read_votes(sys.argv[1])]))
`

/** A file's votes as Locust reads them: JSON text, and the gRPC message if there can be one. */
function inPython(path: string): readonly (readonly [string, object | null])[] {
  const environment = { ...process.env, PYTHONPATH: import.meta.dirname, PYTHONDONTWRITEBYTECODE: '1' }
  return JSON.parse(
    execFileSync('python3', ['-c', program, path], { env: environment, encoding: 'utf8', maxBuffer: maxBytes }),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A message with its fields' names as vote.proto has them: `cast_at` of `castAt`. */
function asInProto(message: object): object {
  const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(message).map(([name, text]) => [snakeCase(name), text]))
}

function hasPython(): boolean {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 10))']).includes('True')
  } catch {
    return false
  }
}

function written(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const samples = join(root, 'infra', 'samples')
const leftOut = hasPython() ? '' : ' (left out: no Python 3.10 or newer)'

test.skipIf(leftOut !== '').each([
  ['an array', join(samples, 'votes-decimal.json')],
  ['ordinals', join(samples, 'votes-ordinal.json')],
  ['NDJSON with ids', join(samples, 'votes-with-ids.ndjson')],
  [
    'NDJSON with numbers, blank and malformed lines',
    written(
      'odd.ndjson',
      '\uFEFF{"name":"Ñ","rank":6.90,"year":1989.0}\n\n{"name":\n{"name":5}\n{"id":null,"name":"a","rank":true}\n',
    ),
  ],
  ['a single vote', written('one.json', '{\n"name": "A"\n}')],
  [
    'a vote with every field',
    written('full.json', JSON.stringify(Object.fromEntries(fields.map((name) => [name, '1'])))),
  ],
  ['CSV', written('votes.csv', 'name;album;rank\r\n"A ""x""";"two\nlines";9,5\r\n\r\nB;;1st\r\n')],
])(`Locust gives each vote of a file the id and the fields that casting gives it: %s${leftOut}`, (_, path) => {
  const prepared = prepareVotes(readVoteFile(path))
  const votes = inPython(path)
  expect(votes.map(([text]) => parsed(text))).toEqual(prepared.map(({ text }) => parsed(text)))
  const messages = prepared.map(({ message }) => (message ? asInProto(message) : null))
  expect(votes.map(([, message]) => message)).toEqual(messages)
})
