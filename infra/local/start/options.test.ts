import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from './empty-folder.ts'
import { readStartOptions } from './options.ts'

test('without options: port 4800, sample votes, data kept', () => {
  expect(readStartOptions([])).toEqual({
    help: false,
    fresh: false,
    engines: false,
    edgeTransport: 'relay',
    votes: true,
    hosts: { listen: '127.0.0.1', reached: '127.0.0.1' },
    basePort: 4_800,
  })
})

test('every option is read', () => {
  expect(
    readStartOptions(['--fresh', '--no-votes', '--engines', '--edge-kafka', '--host', '127.0.0.2', '--port', '5800']),
  ).toEqual({
    help: false,
    fresh: true,
    engines: true,
    edgeTransport: 'kafka',
    votes: false,
    hosts: { listen: '127.0.0.2', reached: '127.0.0.2' },
    basePort: 5_800,
  })
})

test.each(['0', '65530', '-1', '80a', ''])('an invalid port is refused: %j', (port) => {
  expect(() => readStartOptions([`--port=${port}`])).toThrow('--port must be a number from 1 to 65529')
})

test('the edge can write to Kafka only with real engines', () => {
  expect(() => readStartOptions(['--edge-kafka'])).toThrow('--edge-kafka needs --engines')
})

test('an unknown option is named', () => {
  expect(() => readStartOptions(['--frehs'])).toThrow("'--frehs'")
})

test('a folder is emptied only if everything in it is ours', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-empty-'))
  try {
    for (const name of ['running.json', 'secrets.json', 'thesis.txt']) writeFileSync(join(folder, name), '')
    expect(() => emptyFolder(folder)).toThrow('thesis.txt')
    expect(readdirSync(folder)).toHaveLength(3)
    rmSync(join(folder, 'thesis.txt'))
    emptyFolder(folder)
    expect(readdirSync(folder)).toEqual(['running.json'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
