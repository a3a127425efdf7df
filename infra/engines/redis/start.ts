import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { probeRedis } from '@aplauso/stores/redis/probe'
import { type EngineState, folderOf, readJson, writeJson, writeWhole } from '../folder.ts'
import type { Ports } from '../ports.ts'
import { startDetached } from '../processes/start.ts'
import { waitUntilAnswering } from '../steps.ts'
import { toolPath } from '../tools.ts'
import { redisConfig } from './config.ts'

const restMain = join(dirname(import.meta.dirname), 'rest', 'main.ts')
const readyTimeoutMs = 30_000
const probeTimeoutMs = 3000

/**
 * Starts redis-server and before it the REST server.
 * @param started called as soon as there are processes, before they answer
 */
export async function startRedis(
  folder: string,
  ports: Ports,
  started: (state: EngineState) => void,
): Promise<EngineState> {
  const own = folderOf(folder, 'redis')
  const { password, token } = secrets(own)
  const configuration = join(own, 'redis.conf')
  writeWhole(configuration, redisConfig(own, ports.redis, password))

  const url = `http://127.0.0.1:${ports.redisRest}`
  const unstarted: EngineState = {
    engine: 'Redis',
    version: 'of unknown version',
    address: `${url} (Upstash's REST protocol) before 127.0.0.1:${ports.redis}`,
    processes: [],
    environment: { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token },
  }
  const server = await startDetached({
    role: 'redis-server',
    command: toolPath('redis-server'),
    args: [configuration],
    logFile: join(own, 'redis.log'),
    cwd: own,
  })
  started({ ...unstarted, processes: [server] })
  const rest = await startDetached({
    role: 'redis-rest',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', restMain],
    logFile: join(own, 'rest.log'),
    cwd: own,
    environment: {
      REST_HOST: '127.0.0.1',
      REST_PORT: String(ports.redisRest),
      REST_TOKEN: token,
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: String(ports.redis),
      REDIS_PASSWORD: password,
    },
  })
  const state = { ...unstarted, processes: [server, rest] }
  started(state)
  const facts = await waitUntilAnswering('Redis', state.processes, readyTimeoutMs, () => checkRedis(state.environment))
  return { ...state, version: facts.version }
}

/** Asks the server that `UPSTASH_REDIS_REST_URL` and `_TOKEN` name; used for one elsewhere too. */
export async function checkRedis(environment: Readonly<Record<string, string | undefined>>) {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = environment
  if (!url || !token) throw new Error('UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN must both be set')
  return await probeRedis({ url, token }, probeTimeoutMs)
}

/** Made once for a folder, so that programs keep working over a restart. */
function secrets(own: string): { password: string; token: string } {
  const file = join(own, 'secrets.json')
  const known = readJson<{ password: string; token: string }>(file)
  if (known) return known
  const made = { password: randomBytes(24).toString('hex'), token: randomBytes(24).toString('hex') }
  writeJson(file, made)
  return made
}
