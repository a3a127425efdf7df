import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fields } from '@aplauso/proto'
import { describe, expect, test } from 'vitest'
import type { CallFault } from '../client/client.ts'
import { FakeProducer, startDoor } from '../testing/door.ts'
import type { VoteMessage } from './wire.ts'

interface DirtyVote {
  readonly what: string
  readonly body: string
  readonly expect: {
    readonly status: number
    readonly errors?: readonly { readonly field: string; readonly code: string }[]
    readonly stored?: Readonly<Record<string, unknown>>
  }
}

const proto = createRequire(import.meta.url).resolve('@aplauso/proto/vote.proto')
const file = proto.replace(/vote\.proto$/, 'testing/votes-dirty.json')
const dirtyVotes: readonly DirtyVote[] = JSON.parse(readFileSync(file, 'utf8'))

/** The inputs that protobuf cannot carry, and why. */
const notCarried: Readonly<Record<string, string>> = {
  'rank is a boolean': 'rank is a string field, which holds no boolean',
  'name is a number': 'name is a string field: 7 could only arrive as "7", a good name',
  'body is null': 'a message is never null',
  'body is a string': 'a message is never a text',
  'broken JSON': 'there is no JSON',
  'empty body': 'an empty message is a vote without fields',
  'wrong content type': 'gRPC has one content type',
  'lone surrogate in a name': 'protobuf texts are UTF-8, which holds no lone surrogate: it arrives as U+FFFD',
  'byte order mark before JSON': 'there is no JSON that it could stand before',
}

/** A JSON vote as a message: null is absent, numbers are texts, unknown fields have no place. */
function messageOf(body: string): VoteMessage {
  const known: readonly string[] = fields
  const members = Object.entries(JSON.parse(body)).filter(([name, value]) => known.includes(name) && value !== null)
  return Object.fromEntries(members.map(([name, value]) => [name, String(value)]))
}

describe('the dirty votes over gRPC', () => {
  const carried = dirtyVotes.filter(({ what }) => !(what in notCarried))

  test('40 of the 49 can be carried, each other one has a reason', () => {
    expect(dirtyVotes).toHaveLength(49)
    expect(carried).toHaveLength(40)
  })

  test.each(carried)('$what', async ({ body, expect: expected }) => {
    const producer = new FakeProducer()
    const { client } = await startDoor(producer)
    const answer = await client.castVote(messageOf(body)).catch((fault: CallFault) => fault)
    if (expected.status === 202) {
      expect(answer).toMatchObject({ contest: 'default' })
      expect(producer.lastRecord).toMatchObject(expected.stored ?? {})
    } else {
      expect(answer).toMatchObject({ code: 'invalid', status: 3 })
      const errors = (answer as CallFault).errors.map(({ field, code }) => ({ field, code }))
      expect(errors).toEqual(expected.errors)
      expect(producer.entries).toHaveLength(0)
    }
  })

  test('a lone surrogate that a client turns into U+FFFD is a format fault', async () => {
    const { client } = await startDoor(new FakeProducer())
    const answer = client.castVote({ name: 'Alux \ud800', album: 'X', year: '1987', rank: '1' })
    await expect(answer).rejects.toMatchObject({ code: 'invalid', errors: [{ field: 'name', code: 'format' }] })
  })
})
