import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { takeFolder } from './lock.ts'
import { freePorts, host } from './ports.ts'
import { secretsOf } from './secrets.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

test('keys are made once, are long enough, and only the owner can read them', () => {
  const secrets = secretsOf(folder)
  expect(secretsOf(folder)).toEqual(secrets)
  expect(secrets.RELAY_KEY.length).toBeGreaterThanOrEqual(32)
  expect(secrets.VOTER_KEY).not.toBe(secrets.RELAY_KEY)
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
})

test('a key file with other contents is not overwritten', () => {
  writeFileSync(join(folder, 'secrets.json'), '{}')
  expect(() => secretsOf(folder)).toThrow('does not hold its keys')
  expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe('{}')
})

test('a folder in use cannot be taken, a released one can', async () => {
  const { dashboard } = await freePorts()
  const server = createServer().listen(dashboard, host)
  await once(server, 'listening')
  const release = await takeFolder(folder, dashboard)
  await expect(takeFolder(folder, 1)).rejects.toThrow(`Aplauso already runs on ${folder} (process ${process.pid}`)
  release()
  await takeFolder(folder, dashboard)
  server.close()
})

test('the note of a killed system does not keep a folder taken', async () => {
  writeFileSync(join(folder, 'running.json'), '{"pid": 4194303, "port": 1}')
  await takeFolder(folder, 1)
})
