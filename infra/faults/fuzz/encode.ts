import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Field, sentField } from '@aplauso/proto'
import type { FieldValue, FuzzVote } from './input.ts'

const delimited = 2
const votesField = 1

/** The numbers of a vote's fields in vote.proto. */
const fieldNumbers = readFieldNumbers()

function readFieldNumbers(): ReadonlyMap<string, number> {
  const proto = readFileSync(createRequire(import.meta.url).resolve('@aplauso/proto/vote.proto'), 'utf8')
  const [, vote = ''] = /^message Vote \{\n(.*?)^\}/ms.exec(proto) ?? []
  const found = vote.matchAll(/optional string (\w+) = (\d+);/g)
  return new Map([...found].map(([, name = '', number = '']) => [camelCase(name), Number(number)]))
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** A vote as JSON, in bytes: its texts need not be UTF-8. */
export function jsonOf(vote: FuzzVote): Buffer {
  const members = vote.map(({ name, value }) =>
    Buffer.concat([Buffer.from(`${JSON.stringify(name)}:`), jsonValueOf(value)]),
  )
  return Buffer.concat([Buffer.from('{'), ...separated(members, ','), Buffer.from('}')])
}

/** Several votes as the body of a batch. */
export function batchOf(votes: readonly FuzzVote[], as: 'array' | 'ndjson'): Buffer {
  const all = votes.map(jsonOf)
  if (as === 'ndjson') return Buffer.concat(separated(all, '\n'))
  return Buffer.concat([Buffer.from('['), ...separated(all, ','), Buffer.from(']')])
}

/** A vote as a message of protobuf; undefined if that cannot carry it. */
export function messageOf(vote: FuzzVote): Buffer | undefined {
  const last = new Map(vote.map(({ name, value }) => [name, value]))
  const members = vote.map(({ name, value }) => memberBytes(name, value, last.get(name) ?? value))
  return members.every((bytes) => bytes !== undefined) ? Buffer.concat(members) : undefined
}

/** Several votes as the message of a batch, without those that protobuf cannot carry. */
export function batchMessageOf(votes: readonly FuzzVote[]): Buffer {
  const messages = votes.map(messageOf).filter((bytes) => bytes !== undefined)
  return Buffer.concat(messages.map((bytes) => lengthDelimited(votesField, bytes)))
}

function separated(parts: readonly Buffer[], separator: string): readonly Buffer[] {
  return parts.flatMap((part, at) => (at === 0 ? [part] : [Buffer.from(separator), part]))
}

function jsonValueOf(value: FieldValue): Buffer {
  switch (value.kind) {
    case 'text':
      return Buffer.from(JSON.stringify(value.text))
    case 'number':
      return Buffer.from(value.literal)
    case 'null':
      return Buffer.from('null')
    case 'json':
      return Buffer.from(value.json)
    case 'bytes':
      return Buffer.concat([Buffer.from('"'), ...value.bytes.map(inString), Buffer.from('"')])
  }
}

/** A byte of a text as it is in a JSON string. */
function inString(byte: number): Buffer {
  const mustEscape = byte < 0x20 || byte === 0x22 || byte === 0x5c
  return mustEscape ? Buffer.from(`\\u${byte.toString(16).padStart(4, '0')}`) : Buffer.of(byte)
}

/** @param last the value that counts, of those under the same name */
function memberBytes(name: string, value: FieldValue, last: FieldValue): Buffer | undefined {
  const number = fieldNumbers.get(name)
  // What the contract does not know is ignored, and null is absent: a message without it is the same vote.
  if (number === undefined || last.kind === 'null') return Buffer.alloc(0)
  const text = textOf(name as Field, value)
  if (text) return lengthDelimited(number, text)
  return value === last ? undefined : Buffer.alloc(0)
}

/** The text in the message; undefined if there can be none. */
function textOf(field: Field, value: FieldValue): Buffer | undefined {
  switch (value.kind) {
    case 'text':
      return Buffer.from(value.text)
    case 'bytes':
      return Buffer.from(value.bytes)
    case 'number':
      return sentField(field).as === 'number' ? Buffer.from(String(Number(value.literal))) : undefined
    default:
      return undefined
  }
}

function lengthDelimited(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + delimited), varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return Buffer.from([...bytes, rest])
}
