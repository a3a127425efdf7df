import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { fileVotes } from './file-votes.ts'

const folder = temporaryFolder(afterAll)
const file = join(folder, 'votes.ndjson')
writeFileSync(file, '{"id":"x1","name":"A","year":1989}\n{"name":5}\n{"name":\n')

it('repeats the file, each vote under an id of its own', () => {
  const { next, leftOut } = fileVotes([file], { grpc: true })
  const votes = [next(), next(), next()]
  expect(leftOut).toBe(2)
  expect(votes.map(({ message }) => ({ ...message, id: '' }))).toEqual(
    Array(3).fill({ id: '', name: 'A', year: '1989' }),
  )
  const ids = votes.map(({ message }) => message?.id)
  expect(new Set([...ids, 'x1']).size).toBe(4)
  expect(votes.map(({ text }) => JSON.parse(text).id)).toEqual(ids)
})

it('the edge on its own takes every line, malformed ones unchanged', () => {
  const { next, leftOut } = fileVotes([file], { grpc: false })
  expect(leftOut).toBe(0)
  expect([next(), next(), next()].map(({ text }) => text).at(-1)).toBe('{"name":')
})

it('a file without a vote that can be cast is named', () => {
  const empty = join(folder, 'empty.json')
  writeFileSync(empty, '[]')
  expect(() => fileVotes([empty], { grpc: false })).toThrow(`no votes in ${empty}`)
  const numbers = join(folder, 'numbers.json')
  writeFileSync(numbers, '[{"name":5}]')
  expect(() => fileVotes([numbers], { grpc: true })).toThrow(`${numbers}: it holds no vote to cast`)
})
