import { runService, tellReady } from '@aplauso/process'
import { openProducer } from '@aplauso/stores/from-environment'
import { Complaints } from './accept/complaints.ts'
import { readIngestConfig } from './config.ts'
import { startIngest } from './ingest.ts'

await runService('ingest', async (log, stopping) => {
  const config = readIngestConfig(process.env)
  const complaints = new Complaints(log)
  const producer = await openProducer(config, {
    readiness: { log, unreachable: 'wait', signal: stopping },
    onFailure: complaints.failed,
  })
  const ingest = await startIngest(config, producer, complaints)
  const { grpc, relay } = ingest.ports
  log.info(
    { grpc: `${config.GRPC_HOST}:${grpc}`, relay: relay === undefined ? null : `${config.RELAY_HOST}:${relay}` },
    'listening',
  )
  tellReady(ingest.ports)
  return ingest
})
