import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'

test.skipIf(process.platform === 'win32')(
  'a command whose shell was ended by npm is asked to stop once, so that it cleans up',
  async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'notes')
    const notes = () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [])
    const forwarder = join(import.meta.dirname, 'testing', 'forwarder.mjs')
    // What follows keeps the shell from being replaced by its only command.
    const shell = spawn('sh', ['-c', `"${process.execPath}" "${forwarder}"; true`], {
      env: { ...process.env, npm_lifecycle_event: 'test', NOTES: file },
      stdio: 'ignore',
    })
    await expect.poll(notes, { timeout: 20_000 }).toEqual(['ready'])
    shell.kill('SIGTERM')
    await expect.poll(notes, { timeout: 20_000 }).toContain('cleaned up')
    expect(notes()).toEqual(['ready', 'SIGTERM', 'cleaned up'])
  },
  60_000,
)
