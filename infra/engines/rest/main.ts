import { once } from 'node:events'
import { readConfig, runService } from '@aplauso/process'
import { restConfig } from './config.ts'
import { openRedis } from './redis.ts'
import { restServer } from './server.ts'

const answerTimeoutMs = 8000

/** The development server for Upstash's REST protocol as a process of its own. */
await runService('redis-rest', async (log) => {
  const config = readConfig(restConfig, process.env)
  const address = { host: config.REDIS_HOST, port: config.REDIS_PORT, password: config.REDIS_PASSWORD }
  const redis = openRedis(address, answerTimeoutMs)
  const server = restServer(redis, config.REST_TOKEN)
  server.listen(config.REST_PORT, config.REST_HOST)
  await once(server, 'listening')
  log.info({ host: config.REST_HOST, port: config.REST_PORT, redis: `${address.host}:${address.port}` }, 'listening')
  log.warn('a development tool, not for production: use Upstash, or your own REST server, there')
  return {
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      await closed
      await redis.close()
    },
  }
})
