import { expect, test } from 'vitest'
import {
  countedIn,
  expected,
  expectedFiles,
  expectedOutcome,
  type FileReading,
  outcomeOf,
  pathOf,
  type ReaderOptions,
} from '../../clients/vote-file/testing/expected.ts'
import { inPython, leftOut } from './testing/in-python.ts'

type Asked = readonly [path: string, options: ReaderOptions]

/** Each file as Locust reads it, and as messages. One process reads all, since a Python takes a while to start. */
const program = `
import json, sys
from key_map import read_key_map
from message import message_fields
from vote_file import read_votes

def read(path, options):
    try:
        key_map = read_key_map(options["map"]) if "map" in options else {}
        file = read_votes(path, key_map, options.get("encoding"), options.get("no-ids", False))
    except ValueError as error:
        return {"error": str(error)}
    texts = [text for _, text in file.votes]
    return {"texts": texts, "messages": [json.dumps(message_fields(text)) for text in texts], "warnings": file.warnings}

print(json.dumps([read(*asked) for asked in json.load(sys.stdin)]))
`

type Readings = readonly (FileReading & { readonly messages?: readonly string[] })[]

const readAll = (asked: readonly Asked[]): Readings =>
  leftOut === '' ? (inPython(program, [], JSON.stringify(asked)) as Readings) : []

const readings = readAll(expected.files.map(({ file, options = {} }) => [pathOf(file), options]))

test.skipIf(leftOut !== '').each(expectedFiles.map(([name, file], at) => [name, file, at] as const))(
  `Locust makes of %s what is right${leftOut}`,
  (_, file, at) => {
    const reading = readings[at] ?? { error: 'not read' }
    expect(outcomeOf(reading)).toMatchObject(expectedOutcome(file))
    if (reading.error === undefined)
      expect(outcomeOf({ texts: reading.messages ?? [], warnings: [] })).toMatchObject({ accepted: file.accepted })
  },
)

test.skipIf(leftOut !== '').each(expected.together)(
  `Locust with $files and $options: $counted votes count${leftOut}`,
  async ({ files, options = {}, accepted, counted }) => {
    const all = readAll(files.map((file) => [pathOf(file), options]))
    const texts = all.flatMap((reading) => (reading.error === undefined ? reading.texts : []))
    expect(await countedIn(texts)).toEqual({ accepted, counted })
  },
)
