import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { readOptions } from '../../terminal/command-line.ts'
import { emptyFolder } from './empty-folder.ts'
import { startOptionsOf, startOptionTypes } from './options.ts'

const read = (...args: string[]) => startOptionsOf(readOptions(args, startOptionTypes).options)

test('without options: port 4800, sample votes, data kept', () => {
  expect(read()).toEqual({
    fresh: false,
    engines: false,
    edgeTransport: 'relay',
    votes: true,
    hosts: { listen: '127.0.0.1', reached: '127.0.0.1' },
    basePort: 4_800,
  })
})

test('every option is read', () => {
  expect(read('--fresh', '--no-votes', '--engines', '--edge-kafka', '--host', '127.0.0.2', '--port', '5800')).toEqual({
    fresh: true,
    engines: true,
    edgeTransport: 'kafka',
    votes: false,
    hosts: { listen: '127.0.0.2', reached: '127.0.0.2' },
    basePort: 5_800,
  })
})

test.each(['0', '65530', '-1', '80a', ''])('an invalid port is refused: %j', (port) => {
  expect(() => read(`--port=${port}`)).toThrow('--port must be a number from 1 to 65529')
})

test('the edge can write to Kafka only with real engines', () => {
  expect(() => read('--edge-kafka')).toThrow('--edge-kafka needs --engines')
})

test('a folder is emptied only if everything in it is ours', () => {
  const folder = temporaryFolder()
  for (const name of ['running.json', 'secrets.json', 'thesis.txt']) writeFileSync(join(folder, name), '')
  expect(() => emptyFolder(folder)).toThrow('thesis.txt')
  expect(readdirSync(folder)).toHaveLength(3)
  rmSync(join(folder, 'thesis.txt'))
  emptyFolder(folder)
  expect(readdirSync(folder)).toEqual(['running.json'])
})
