import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runningState } from '../environment.ts'
import { engineFolder, folderOf, readJson } from '../folder.ts'
import { killEngine } from '../kill.ts'
import { rememberedPorts } from '../ports.ts'
import { openRedis, type RedisGate } from '../rest/redis.ts'
import { enginesUp } from '../up.ts'

/** Redis's own default for its append-only files, relative to `dir`. */
const dataFolder = 'appendonlydir'
const answerTimeoutMs = 5000
const rewritePatienceMs = 30_000
const pollMs = 50

/**
 * Copies the data of this folder's running Redis as they are at one moment, in the way its manual asks for: no rewrite
 * of the append-only file meanwhile (https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/).
 * @returns the folder of the copy, for `rollBackRedis`; it goes with the engines' folder
 * @throws Error where Redis does not run or does not answer
 */
export async function snapshotRedis(folder?: string): Promise<string> {
  const engines = engineFolder(folder)
  if (!runningState(engines, 'redis')) throw new Error(`redis: does not run in ${engines}`)
  const own = folderOf(engines, 'redis')
  const port = rememberedPorts(engines).redis ?? 0
  const password = readJson<{ password: string }>(join(own, 'secrets.json'))?.password ?? ''
  const redis = openRedis({ host: '127.0.0.1', port, password }, answerTimeoutMs)
  try {
    await connected(redis)
    await ask(redis, ['CONFIG', 'SET', 'auto-aof-rewrite-percentage', '0'])
    try {
      await noRewrite(redis)
      const copy = mkdtempSync(join(own, 'snapshot-'))
      cpSync(join(own, dataFolder), copy, { recursive: true })
      return copy
    } finally {
      await ask(redis, ['CONFIG', 'SET', 'auto-aof-rewrite-percentage', '100'])
    }
  } finally {
    await redis.close()
  }
}

/**
 * Kills Redis with -9, puts the data of a snapshot in the place of its own and starts it again: what was written since
 * is lost, as after a restore from a backup or a failover to a replica that lags.
 * @throws EnginesError when it does not come up again
 */
export async function rollBackRedis(folder: string | undefined, snapshot: string): Promise<void> {
  const engines = engineFolder(folder)
  await killEngine(engines, 'redis')
  const data = join(folderOf(engines, 'redis'), dataFolder)
  rmSync(data, { recursive: true, force: true })
  cpSync(snapshot, data, { recursive: true })
  await enginesUp({ folder: engines, only: ['redis'], environment: {} })
}

async function connected(redis: RedisGate): Promise<void> {
  const deadline = Date.now() + answerTimeoutMs
  for (;;) {
    try {
      await ask(redis, ['PING'])
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(pollMs)
    }
  }
}

async function noRewrite(redis: RedisGate): Promise<void> {
  const deadline = Date.now() + rewritePatienceMs
  while (!(await ask(redis, ['INFO', 'persistence'])).includes('aof_rewrite_in_progress:0')) {
    if (Date.now() > deadline) throw new Error('redis: rewrites its append-only file for too long')
    await sleep(pollMs)
  }
}

async function ask(redis: RedisGate, command: readonly string[]): Promise<string> {
  const [reply] = await redis.send([command])
  if (typeof reply === 'string' || Buffer.isBuffer(reply)) return String(reply)
  throw new Error(`redis: ${command.slice(0, 2).join(' ')} was answered ${JSON.stringify(reply)}`)
}
