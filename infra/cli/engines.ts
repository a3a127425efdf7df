import { parseArgs } from 'node:util'
import { shellLines } from '../engines/folder.ts'
import {
  brokerCountIn,
  type EngineReport,
  EnginesError,
  enginesDown,
  enginesStatus,
  enginesUp,
} from '../engines/index.ts'
import { type EngineName, engineNames, parseEngineNames } from '../engines/names.ts'

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

const say = (line: string) => process.stderr.write(`${line}\n`)

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        only: { type: 'string' },
        secantusdb: { type: 'boolean' },
        brokers: { type: 'string' },
        folder: { type: 'string' },
      },
    })
    const [verb, ...more] = positionals
    if (values.help) return { verb: 'help' } as const
    if ((verb !== 'up' && verb !== 'down' && verb !== 'status') || more.length > 0) {
      throw new Error(`expected up, down or status, got "${positionals.join(' ')}"`)
    }
    const some = values.only === undefined ? undefined : parseEngineNames(values.only)
    const only: readonly EngineName[] | undefined = values.secantusdb ? [...(some ?? engineNames), 'secantusdb'] : some
    return {
      verb,
      json: values.json ?? false,
      options: {
        ...(values.brokers === undefined ? {} : { brokers: brokerCountIn(values.brokers) }),
        ...(only === undefined ? {} : { only }),
        ...(values.folder === undefined ? {} : { folder: values.folder }),
      },
    }
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exit(2)
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

const command = read()
try {
  if (command.verb === 'help') console.log(usage)
  else if (command.verb === 'up') {
    const result = await enginesUp({ ...command.options, say })
    if (command.json) console.log(JSON.stringify(result))
    else console.log(`${table(result.engines)}\n\n${shellLines(result.environment).join('\n')}`)
  } else if (command.verb === 'down') {
    const stopped = await enginesDown({ ...command.options, say })
    if (command.json) console.log(JSON.stringify({ stopped }))
    else if (stopped.length === 0) console.log('Nothing that was started here is noted as running.')
  } else {
    const engines = await enginesStatus(command.options)
    console.log(command.json ? JSON.stringify({ engines }) : table(engines))
    if (!engines.every(({ state }) => state === 'running' || state === 'elsewhere')) process.exitCode = 1
  }
} catch (error) {
  const problems =
    error instanceof EnginesError ? error.problems : [error instanceof Error ? error.message : String(error)]
  for (const problem of problems) say(problem)
  process.exitCode = 1
}
