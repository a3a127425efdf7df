import { shellLines } from '../engines/folder.ts'
import { brokerCountIn, type EngineReport, enginesDown, enginesStatus, enginesUp } from '../engines/index.ts'
import { type EngineName, engineNames, parseEngineNames } from '../engines/names.ts'
import { oneOf, type Values } from '../terminal/command-line.ts'
import { outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Real Kafka, Redis and MongoDB-protocol servers on this machine, without Docker.

  npm run engines -- up|down|status [--brokers 1|3] [--only kafka,redis,mongo] [--secantusdb]
                                    [--folder DIR] [--json]

  up       starts what does not run, waits until all answer, prints the environment for programs; the first time
           it fetches Kafka and builds FerretDB, which takes a few minutes
  down     stops what "up" started, and nothing else; the data stay
  status   which engines run, where, in which version

  --brokers  how many brokers Kafka has: 1 (the default), or 3, of which any one may fail; a folder keeps its number
  --only     some of the engines
  --secantusdb  up: also SecantusDB, a second document server, for tests alone: MongoDB's own way to read the log is tested
             on it, by index, which FerretDB does not have; the first time pip installs it (Python 3.11 or newer)
  --folder   where their data, logs and state live (default: .engines); another folder is a set of its own
  --json     print one JSON object

KAFKA_BROKERS, UPSTASH_REDIS_REST_URL and _TOKEN, MONGODB_URI in the environment point to engines elsewhere: these are
checked and never started or stopped.

Exit code: 0 done (status: all answer), 1 something is wrong, 2 wrong usage.`

const optionTypes = {
  json: { type: 'boolean' },
  only: { type: 'string' },
  secantusdb: { type: 'boolean' },
  brokers: { type: 'string' },
  folder: { type: 'string' },
} as const

await runCommand({ usage, options: optionTypes, words: 1 }, async (options, { output, words }) => {
  const what = oneOf('the subcommand', words[0] ?? '', ['up', 'down', 'status'])
  const chosen = choiceOf(options)
  const { say } = outputTo(process.stderr)
  const print = (report: object, text: string) => {
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
    else if (text !== '') output.say(text)
  }
  if (what === 'up') {
    const result = await enginesUp({ ...chosen, say })
    print(result, `${table(result.engines)}\n\n${shellLines(result.environment).join('\n')}`)
    return 0
  }
  if (what === 'down') {
    const stopped = await enginesDown({ ...chosen, say })
    print({ stopped }, stopped.length === 0 ? 'Nothing that was started here is noted as running.' : '')
    return 0
  }
  const engines = await enginesStatus(chosen)
  print({ engines }, table(engines))
  return engines.every(({ state }) => state === 'running' || state === 'elsewhere') ? 0 : 1
})

/** @throws UsageError */
function choiceOf({ only, secantusdb, brokers, folder }: Values<typeof optionTypes>) {
  const some = only === undefined ? undefined : parseEngineNames(only)
  const names: readonly EngineName[] | undefined = secantusdb ? [...(some ?? engineNames), 'secantusdb'] : some
  return {
    ...(brokers === undefined ? {} : { brokers: brokerCountIn(brokers) }),
    ...(names === undefined ? {} : { only: names }),
    ...(folder === undefined ? {} : { folder }),
  }
}

function table(reports: readonly EngineReport[]): string {
  return reports
    .map(({ name, state, engine, address, pids, brokers = [], reason }) => {
      const facts = [engine, address, pids.length > 0 ? `pid ${pids.join(', ')}` : undefined, reason]
      const line =
        `${name.padEnd(10)} ${state.padEnd(9)} ${facts.filter((fact) => fact !== undefined).join('  ')}`.trimEnd()
      return [line, ...brokers.map(({ id, state, pid }) => `  broker ${id} ${state.padEnd(9)} pid ${pid}`)].join('\n')
    })
    .join('\n')
}
