import { openArchive } from '@aplauso/stores/open'
import { createComplaints, runFunction } from '../http/index.ts'
import { readLogsConfig } from './config.ts'
import { logsHandler } from './handler.ts'

await runFunction('logs', async (log) => {
  const config = readLogsConfig(process.env)
  const archive = await openArchive(config, { log, unreachable: 'go on' })
  return {
    host: config.HOST,
    port: config.PORT,
    handler: logsHandler({ archive, allowedOrigins: config.ALLOWED_ORIGINS, complain: createComplaints(log) }),
    close: () => archive.close(),
  }
})
