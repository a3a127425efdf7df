import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '@aplauso/process/portable'
import { fields } from '@aplauso/proto'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { prepareVotes, readVoteFile } from '../../clients/cast/index.ts'
import { root } from '../../local/system/index.ts'
import { inPython, leftOut } from './testing/in-python.ts'

const folder = temporaryFolder(afterAll)

const program = `
import json, sys
from vote_file import read_votes
from message import message_fields
def message(text):
    try:
        return message_fields(text)
    except ValueError:
        return None
def read(path):
    try:
        file = read_votes(path)
    except ValueError as error:
        return {"error": str(error)}
    return {"votes": [[text, message(text)] for _, text in file.votes], "warnings": file.warnings}
print(json.dumps([read(path) for path in json.load(sys.stdin)]))
`

/** A file's votes, JSON text each and the gRPC message if there can be one, or why it cannot be read. */
interface Reading {
  readonly votes?: readonly (readonly [text: unknown, message: object | null])[]
  readonly warnings?: readonly string[]
  readonly error?: string
}

/** The files as Locust reads them. */
function readInPython(paths: readonly string[]): readonly Reading[] {
  const readings = inPython(program, [], JSON.stringify(paths)) as readonly Reading[]
  return readings.map(({ votes, ...rest }) =>
    votes ? { votes: votes.map(([text, message]) => [parsed(String(text)), message]), ...rest } : rest,
  )
}

/** A file as `npm run cast` reads it. */
function readHere(path: string): Reading {
  try {
    const file = readVoteFile(path)
    const votes = prepareVotes(file).map(
      ({ text, message }) => [parsed(text), message ? asInProto(message) : null] as const,
    )
    return { votes, warnings: file.warnings }
  } catch (error) {
    return { error: messageOf(error) }
  }
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

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const samples = join(root, 'infra', 'samples')

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
  const [reading] = readInPython([path])
  expect(reading).toEqual(readHere(path))
  expect(reading?.votes?.length).toBeGreaterThan(0)
})

/** What the texts of damaged files are made of. The last of each make a file that can be read more likely. */
const csvParts = [
  ...[',', ';', '\t', '"', '\n', '\r', '\r\n', 'name', 'rank', '1', '9,5', 'é', '\u0081', ' ', '\u00a0'],
  ...['sep=;\n', 'name,rank,id\n', 'A,1,1\r\n', '"A",2,"2"\r', '\nB;9,5;3'],
]
const jsonParts = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    ' ',
    '\n',
    '\r',
    '\ufeff',
    '"name"',
    '"id"',
    '"rank"',
    '1',
    '-0',
    '1.50',
  ],
  ...['1e3', '01', 'NaN', 'null', 'true', '"é"', '"\u0093"', '"\\ud800"', '"\\x"'],
  ...[
    '{"name":"A","id":1}',
    '\n{"name":"é"}\n',
    '[{"name":1}]',
    '{"name":"A","rank":1e3},',
    '{"Band name":"A"}\n',
    '{"Año":1}\n',
  ],
]
const contents = fc.record({
  ending: fc.constantFrom('csv', 'json'),
  parts: fc.infiniteStream(fc.nat({ max: 1_000 })),
  length: fc.integer({ min: 0, max: 9 }),
  encoding: fc.constantFrom<BufferEncoding>('utf8', 'utf8', 'latin1', 'utf16le'),
})

test.skipIf(leftOut !== '')(`of files in any state Locust makes what casting makes${leftOut}`, () => {
  const sample = fc.sample(contents, { numRuns: 2_000, seed: 28 })
  const paths = sample.map(({ ending, parts, length, encoding }, at) => {
    const of = ending === 'csv' ? csvParts : jsonParts
    const text = Array.from({ length }, () => of[(parts.next().value ?? 0) % of.length] ?? '').join('')
    return written(`${at}.${ending}`, Buffer.from(text, encoding))
  })
  const readings = readInPython(paths)
  const differing = paths.flatMap((path, at) => {
    const [there, here] = [readings[at], readHere(path)]
    return JSON.stringify(there) === JSON.stringify(here) ? [] : [{ there, here }]
  })
  expect(differing).toEqual([])
  expect(readings.filter(({ votes }) => votes).length).toBeGreaterThan(150)
})
