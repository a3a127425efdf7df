import { readFileSync } from 'node:fs'
import { ConfigError, runService, tellReady } from '@aplauso/process'
import { readHostConfig } from './config.ts'
import { startEdge } from './start-edge.ts'

// workerd does not watch its parent; this process does, and stops workerd with itself.
await runService('edge', async (log) => {
  const { HOST, PORT, APLAUSO_DATA, KAFKA_CA_FILE, bindings } = readHostConfig(process.env)
  const edge = await startEdge({
    host: HOST,
    port: PORT,
    folder: APLAUSO_DATA,
    bindings,
    ...(KAFKA_CA_FILE ? { trustedCertificates: readCertificates(KAFKA_CA_FILE) } : {}),
    onLine: (line) => {
      // The Worker's lines are JSON; workerd's own are not.
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

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new ConfigError(['KAFKA_CA_FILE: cannot be read'])
  }
}
