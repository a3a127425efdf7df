import { openTally } from '@aplauso/stores/open'
import { createComplaints, runFunction } from '../http/index.ts'
import { readResultsConfig } from './config.ts'
import { resultsHandler } from './handler.ts'

await runFunction('results', async (log) => {
  const config = readResultsConfig(process.env)
  const tally = await openTally(config, { log, unreachable: 'go on' })
  return {
    host: config.HOST,
    port: config.PORT,
    handler: resultsHandler({ tally, allowedOrigins: config.ALLOWED_ORIGINS, complain: createComplaints(log) }),
    close: () => tally.close(),
  }
})
