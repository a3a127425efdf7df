import { openVoteLogView } from '@aplauso/stores/from-environment'
import { placeOf, runFunction } from '../http/index.ts'
import { readLogsConfig } from './config.ts'
import { logsHandler } from './handler.ts'

await runFunction('logs', async (log, complain) => {
  const config = readLogsConfig(process.env)
  const view = await openVoteLogView(config, { log, unreachable: 'go on' })
  const { ALLOWED_ORIGINS: allowedOrigins, EXPORT_KEY: exportKey } = config
  const handler = logsHandler({ view, exportKey, allowedOrigins, complain })
  return { place: placeOf(config), handler, close: () => view.close() }
})
