import { runService, tellReady } from '@aplauso/process'
import { readHostConfig } from './config.ts'
import { startEdge } from './start-edge.ts'

// workerd itself knows nothing of who started it; beneath this process it does not outlive its parent.
await runService('edge', async (log) => {
  const { HOST, PORT, APLAUSO_DATA, bindings } = readHostConfig(process.env)
  const edge = await startEdge({
    host: HOST,
    port: PORT,
    folder: APLAUSO_DATA,
    bindings,
    onLine: (line) => {
      // The Worker's own lines are JSON already; workerd's are not.
      if (line.startsWith('{')) process.stdout.write(`${line}\n`)
      else log.warn({ line }, 'workerd')
    },
  })
  let stopping = false
  void edge.ended.then((how) => {
    if (stopping) return
    log.fatal({ how }, 'workerd ended by itself')
    process.exit(1)
  })
  log.info({ url: `http://${HOST}:${edge.port}` }, 'listening')
  tellReady({ edge: edge.port })
  return {
    async stop() {
      stopping = true
      await edge.stop()
    },
  }
})
