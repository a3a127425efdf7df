import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
import { MongoArchive } from './archive.ts'
import { isRefusal } from './fault.ts'

/** FerretDB 1.24 has no credentials: only a real mongod can refuse them. */
const mongod = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'mongod'))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

describe.skipIf(!mongod)('a mongod that asks for credentials', () => {
  it('is distinguished from one that does not answer: wrong ones are refused permanently', async () => {
    const folder = temporaryFolder()
    const port = await freePort()
    const args = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--auth']
    const server = spawn(mongod ?? '', args, { stdio: 'ignore' })
    const ended = new Promise((resolve) => server.once('exit', resolve))
    onTestFinished(async () => {
      server.kill()
      await ended
    })
    const uri = `mongodb://somebody:wrong@127.0.0.1:${port}`
    const archive = new MongoArchive({ uri })
    onTestFinished(() => archive.close())
    await expect
      .poll(() => archive.connect().catch((error: Error) => isRefusal(error.cause)), { timeout: 30_000 })
      .toBe(true)
  }, 60_000)
})
