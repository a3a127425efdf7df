import { expect, test } from 'vitest'
import { readOptions, UsageError } from '../../terminal/command-line.ts'
import { requestOf, voteOptionTypes } from './request.ts'

const readRequest = (args: readonly string[]) => requestOf(readOptions(args, voteOptionTypes).options)

test('the fields go to the door as typed, the address is the local system’s', () => {
  const args = [
    '--grpc',
    '--name',
    ' X ',
    '--year=001987',
    '--rank=-1',
    '--id',
    'a',
    '--cast-at',
    'noon',
    '--contest',
    'c',
  ]
  expect(readRequest(args)).toEqual({
    door: 'grpc',
    to: '127.0.0.1:4802',
    json: false,
    vote: { name: ' X ', year: '001987', rank: '-1', id: 'a', castAt: 'noon', contest: 'c' },
  })
  expect(readRequest(['--edge', '--json'])).toMatchObject({ door: 'edge', to: 'http://127.0.0.1:4801', json: true })
})

test('a vote without id gets a new one each time', () => {
  const [first, second] = [readRequest(['--edge']), readRequest(['--edge'])]
  expect(first.vote.id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
  expect(first.vote.id).not.toBe(second.vote.id)
})

test.each([
  [[], 'name one door'],
  [['--edge', '--grpc'], 'name one door'],
  [['--edge', '--nmae', 'X'], '--nmae'],
  [['--edge', 'X'], 'X'],
  [['--edge', '--name'], '--name'],
  [['--grpc', '--to', 'http://127.0.0.1:4802'], '--to must be such as 127.0.0.1:4802'],
  [['--edge', '--to', '127.0.0.1:4801'], '--to must be an address'],
])('%j is wrong usage and says why', (args, message) => {
  expect(() => readRequest(args)).toThrow(UsageError)
  expect(() => readRequest(args)).toThrow(message)
})
