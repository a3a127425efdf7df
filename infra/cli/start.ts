import { join } from 'node:path'
import { startOptionsOf, startOptionTypes } from '../local/start/options.ts'
import { start } from '../local/start/start.ts'
import { defaultBasePort } from '../local/system/index.ts'
import { fromHere, root } from '../terminal/root.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Starts all of Aplauso on this machine and keeps it running until Ctrl-C.

  npm start [-- --fresh] [--no-votes] [--engines [--edge-kafka]] [--host ADDRESS] [--port N]

  --fresh      empty the data folder first
  --no-votes   do not cast the sample votes
  --engines    use real engines instead of the embedded ones: those that the environment names, else those of
               \`npm run engines -- up\`; the ones that this command starts, it also stops at the end
  --edge-kafka the edge's outbox writes to Kafka itself instead of through the relay
  --host ADDRESS  where the pages and the APIs that they call listen: 0.0.0.0 for phones in the same network, whose address
               is printed with a QR code (127.0.0.1)
  --port N     the first of the seven ports to listen on (default: ${defaultBasePort}): the results page, then votes over
               HTTP, votes over gRPC, results, vote log, relay, the consumer's metrics
  --help       this text

It builds what is missing, starts the processes one after the other, and, if the archive is empty, casts 7,010 sample
votes through both doors. All processes listen only on 127.0.0.1, unless --host opens the pages. Data and log files are in
.data/local, or in the folder that the variable APLAUSO_DATA names.`

await runCommand({ usage, options: startOptionTypes }, async (options, { output }) => {
  const folder = process.env.APLAUSO_DATA ? fromHere(process.env.APLAUSO_DATA) : join(root, '.data', 'local')
  await start(folder, startOptionsOf(options), output)
  return 0
})
