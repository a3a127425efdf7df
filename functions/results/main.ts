import { openTally } from '@aplauso/stores/from-environment'
import { placeOf, runFunction } from '../http/index.ts'
import { readResultsConfig } from './config.ts'
import { resultsHandler } from './handler.ts'

await runFunction('results', async (log, complain) => {
  const config = readResultsConfig(process.env)
  const tally = await openTally(config, { log, unreachable: 'go on' })
  return {
    place: placeOf(config),
    handler: resultsHandler({ tally, allowedOrigins: config.ALLOWED_ORIGINS, complain }),
    close: () => tally.close(),
  }
})
