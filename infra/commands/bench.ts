import { benchIngest } from '../bench/ingest/bench-ingest.ts'
import { thisMachine } from '../bench/machine.ts'
import { engineEnvironment, enginesStatus } from '../engines/index.ts'
import { readOptions, UsageError } from '../local/command-line.ts'
import { runCommand } from '../local/run-command.ts'
import { outputTo } from '../local/terminal/index.ts'

const usage = `Measures, as ratios within one run: absolute figures are of this machine and this moment.

  npm run bench -- ingest [--seconds S] [--json]

  ingest        votes a second that the gRPC server acknowledges on the real Kafka of \`npm run engines -- up\` or of
                the environment, for its three calls, beside kafkajs itself in the same batches
  --seconds S   how long each of the 22 measurements takes (4)
  --json        one JSON object on standard output, all else on standard error`

await runCommand(outputTo(process.stderr), async () => {
  const [mode = '--help', ...args] = process.argv.slice(2)
  const isMode = !mode.startsWith('-')
  const options = readOptions(isMode ? args : [mode, ...args], {
    seconds: { type: 'string', default: '4' },
    json: { type: 'boolean' },
  })
  const output = outputTo(options.json ? process.stderr : process.stdout)
  if (options.help) {
    output.say(usage)
    return 0
  }
  if (!isMode || mode !== 'ingest') throw new UsageError(`There is no benchmark "${mode}": ingest.`)
  if (!/^[1-9]\d?$/.test(options.seconds)) throw new UsageError('--seconds must be a whole number from 1 to 99')
  const machine = thisMachine()
  const [kafka] = await enginesStatus({ only: ['kafka'] })
  const figures = await benchIngest(engineEnvironment(), Number(options.seconds) * 1000, output)
  const report = { ...machine, broker: kafka?.engine ?? 'unknown', kafkajs: '2.2.4', figures }
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else {
    output.say(
      `\n${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, ${report.broker}, load ${machine.loadBefore}`,
    )
    output.say('call          batch  callers   votes/s  kafkajs/s   ratio')
    for (const { call, batch, callers, votesPerSecond, kafkajsPerSecond, ratio } of figures) {
      const numbers = [batch, callers].map((number) => String(number).padStart(8))
      const rates = [votesPerSecond, kafkajsPerSecond].map((number) => String(number).padStart(10))
      output.say(`${call.padEnd(11)}${numbers.join('')}${rates.join('')}${ratio.toFixed(2).padStart(9)}`)
    }
  }
  return 0
})
