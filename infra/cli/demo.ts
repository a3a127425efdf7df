import { join } from 'node:path'
import { brokerCountIn } from '../engines/index.ts'
import { demo } from '../local/demo/demo.ts'
import { sayReport } from '../local/demo/report.ts'
import { UsageError } from '../terminal/command-line.ts'
import { fromHere, root } from '../terminal/root.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Shows that every accepted vote is counted exactly once.

  npm run demo [-- --votes FILE] [--engines [--brokers N]] [--json]

  --votes FILE  a JSON array of votes, or NDJSON with one vote a line
                (default: infra/samples/votes-with-ids.ndjson)
  --engines     use real engines: a Kafka, a Redis and a MongoDB-protocol server of its own (npm run engines -- --help
                says what they need), except those that the environment names
  --brokers N   the number of Kafka's brokers, 1 (the default) or 3; needs --engines
  --json        standard output holds one JSON object and nothing else:
                npm run -s demo -- --json
  --help        this text

It starts a system of its own on free ports and in a temporary folder, casts the file's votes through both
doors in turn, waits until they are counted, prints the numbers, and stops and removes everything.
Exit code 0 only if counted = accepted − duplicates = archive = tally.`

const optionTypes = {
  votes: { type: 'string' },
  engines: { type: 'boolean' },
  brokers: { type: 'string' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  if (options.brokers !== undefined && !options.engines)
    throw new UsageError('--brokers needs --engines: the embedded log has no brokers')
  const brokers = options.brokers === undefined ? undefined : brokerCountIn(options.brokers)
  const votesPath = options.votes ? fromHere(options.votes) : join(root, 'infra', 'samples', 'votes-with-ids.ndjson')
  const report = await demo({ votesPath, engines: options.engines ?? false, brokers }, output)
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else sayReport(report, output)
  return report.ok ? 0 : 1
})
