import { openTally } from '@aplauso/stores/from-environment'
import { createComplaints, runFunction } from '../http/index.ts'
import { readResultsConfig } from './config.ts'
import { resultsHandler } from './handler.ts'

await runFunction('results', async (log) => {
  const config = readResultsConfig(process.env)
  const tally = await openTally(config, { log, unreachable: 'go on' })
  const complain = createComplaints(log)
  const { HOST: host, PORT: port, ALLOWED_ORIGINS: allowedOrigins } = config
  return {
    host,
    port,
    handler: resultsHandler({ tally, allowedOrigins, complain }),
    complain,
    close: () => tally.close(),
  }
})
