import { engineEnvironment, enginesStatus } from '../engines/index.ts'
import { benchEdge } from '../load/bench/edge/bench-edge.ts'
import { benchIngest } from '../load/bench/ingest/bench-ingest.ts'
import { thisMachine } from '../load/bench/machine.ts'
import { benchNames } from '../load/bench/names/bench-names.ts'
import { edgeTable, ingestTable, namesTable } from '../load/bench/tables.ts'
import { oneOf, UsageError } from '../terminal/command-line.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Measures ratios within one run; absolute figures belong to this machine and this moment.

  npm run bench -- ingest|edge [--seconds S] [--json]
  npm run bench -- names [--json]

  ingest        votes a second that the gRPC server acknowledges, for its three calls
  edge          votes a second that the edge accepts in plain workerd, with its outbox writing to Kafka itself, and without
                a broker; the size of its upload; its time to a first answer
  names         milliseconds of CPU that long and odd names cost the code of both doors, by their size, and how many times
                that of ordinary votes of the same bytes; needs no Kafka
  --seconds S   how long each measurement takes (4): ingest has 22, edge 15, each with 1.5 s to warm up
  --json        one JSON object on standard output, all else on standard error

ingest and edge use the real Kafka of \`npm run engines -- up\` or of the environment, and compare with kafkajs itself in equal batches.`

const optionTypes = {
  seconds: { type: 'string', default: '4' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes, words: 1 }, async (options, { output, words }) => {
  const name = oneOf('the benchmark', words[0] ?? '', ['ingest', 'edge', 'names'])
  if (!/^[1-9]\d?$/.test(options.seconds)) throw new UsageError('--seconds must be a whole number from 1 to 99')
  const measureMs = Number(options.seconds) * 1000
  const machine = thisMachine()
  if (name === 'names') {
    const figures = await benchNames(output)
    if (options.json) process.stdout.write(`${JSON.stringify({ ...machine, figures })}\n`)
    else for (const line of ['', headOf({ ...machine, broker: 'no broker' }), ...namesTable(figures)]) output.say(line)
    return 0
  }
  const [kafka] = await enginesStatus({ only: ['kafka'] })
  const conditions = { ...machine, broker: kafka?.engine ?? 'unknown', kafkajs: '2.2.4' }
  const say = (report: object, lines: readonly string[]) => {
    if (options.json) process.stdout.write(`${JSON.stringify({ ...conditions, ...report })}\n`)
    else for (const line of ['', headOf(conditions), ...lines]) output.say(line)
  }
  if (name === 'ingest') {
    const figures = await benchIngest(engineEnvironment(), measureMs, output)
    say({ figures }, ingestTable(figures))
  } else {
    const bench = await benchEdge(engineEnvironment(), measureMs, output)
    say(bench, edgeTable(bench))
  }
  return 0
})

function headOf({ cpu, cores, node, broker, loadBefore }: ReturnType<typeof thisMachine> & { broker: string }): string {
  return `${cpu}, ${cores} cores, Node ${node}, ${broker}, load ${loadBefore}`
}
