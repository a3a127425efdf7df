import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import getPort from 'get-port'
import { writeWhole } from '../../folder.ts'
import { startDetached } from '../../processes/start.ts'
import { stopProcess } from '../../processes/stop.ts'
import { redisConfig } from '../../redis/config.ts'
import { toolPath } from '../../tools.ts'
import { openRedis } from '../redis.ts'
import { restServer } from '../server.ts'

/** A redis-server of its own with the REST server before it, for tests. @param folder an empty one */
export async function startRest(folder: string) {
  const port = await getPort({ host: '127.0.0.1' })
  const password = randomBytes(24).toString('hex')
  const token = randomBytes(24).toString('hex')
  writeWhole(join(folder, 'redis.conf'), redisConfig(folder, port, password))
  const startRedis = () =>
    startDetached({
      role: 'redis-server',
      command: toolPath('redis-server'),
      args: [join(folder, 'redis.conf')],
      logFile: join(folder, 'redis.log'),
      cwd: folder,
    })
  let process = await startRedis()
  const redis = openRedis({ host: '127.0.0.1', port, password }, 3000)
  const server = restServer(redis, token)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    stopRedis: () => stopProcess(process, 5000),
    restartRedis: async () => {
      process = await startRedis()
    },
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await redis.close()
      await stopProcess(process, 5000)
    },
  }
}
