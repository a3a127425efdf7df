import { type BrokerCount, brokerCountIn } from '../engines/index.ts'
import { brokerFaults } from '../faults/scenarios/broker-faults.ts'
import { disturbThreeBrokers } from '../faults/scenarios/brokers.ts'
import { killConsumers } from '../faults/scenarios/consumer-kills.ts'
import { attackNames, attacks } from '../faults/scenarios/hostile/attacks.ts'
import { beHostile } from '../faults/scenarios/hostile/hostile.ts'
import { loseTally } from '../faults/scenarios/lost-tally.ts'
import { takeEnginesAway } from '../faults/scenarios/outages.ts'
import { overload } from '../faults/scenarios/overload.ts'
import { rollInstances } from '../faults/scenarios/rolling.ts'
import type { EdgeTransport } from '../local/system/index.ts'
import { oneOf, UsageError, type Values, wholeNumber } from '../terminal/command-line.ts'
import type { Output } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Faults on a running system of its own, on free ports, while votes come in; then everything is counted.

  npm run drill [-- consumer] [--kills N] [--rate R]        kills the consumer with -9, again and again
  npm run drill -- rolling [--seconds S] [--rate R] [--batch B]
                                                            stops and starts two gRPC servers by turns
  npm run drill -- overload [--seconds S] [--times T] [--batch B]
                                                            casts T times what the gRPC server can store
  npm run drill -- outages [--seconds S] [--rate R] [--edge-kafka]
                                                            takes Kafka, Redis and the document server away by turns
  npm run drill -- brokers [--fault F] [--seconds S] [--rate R] [--batch B] [--edge-kafka]
                                                            disturbs three brokers one after the other
  npm run drill -- lost-tally [--votes N]                   takes all of Redis away, then one counter
  npm run drill -- hostile [--attack A] [--seconds S] [--connections C]
                                                            attacks both doors and the relay, with honest callers beside

  --kills N     how often (50)
  --rate R      votes a second (consumer: 500 over both doors, rolling: 3000, outages: 40, brokers: 600); a tenth are cast twice
  --seconds S   how long (rolling: 60, overload: 20, brokers: 75, hostile: 20 for each attack; outages: how long each engine
                is away, 15)
  --batch B     votes a call (rolling: 10, overload: 500, brokers: 10)
  --times T     times the server's capacity, which is measured first (5)
  --votes N     how many votes are counted before (100000)
  --fault F     ${brokerFaults.join(', ')}: stopped and started in order (the default), killed with -9, held for 12 s, or
                every partition's leader moved
  --attack A    one attack instead of all:
${Object.entries(attacks)
  .map(([name, what]) => `                  ${name.padEnd(14)}${what}`)
  .join('\n')}
  --connections C
                connections that attack (50)
  --engines     on real engines instead of the embedded ones: a set of its own, but for those that the environment names
                (outages and lost-tally always are; brokers has a Kafka of its own, and embedded archive and tally)
  --brokers N   brokers of that Kafka, 1 (the default) or 3; needs --engines but for outages and lost-tally
  --edge-kafka  the edge writes to Kafka itself instead of through the relay
  --json        one JSON object on standard output, all else on standard error

Exit code 0 only if no accepted vote is lost and none counts twice; rolling: and no client saw an error; overload: and
memory stayed level, refusals came at once, and what is accepted came through as before, and again afterwards; outages:
and every caller had an answer within ten seconds; lost-tally: and results came right again by themselves; brokers: and callers over gRPC,
who send again for 30 s, saw no error, and nobody waited longer than 3 s (over gRPC 16 s where a broker is
killed or held: 9 s until the controller misses it, 4 s to elect another controller if it was that one, and 3 s); hostile: 95 % of
the honest votes are accepted beside each attack, and 99 % of them are answered within 1 s.

Example: npm run drill -- hostile --attack unread --seconds 30 --json`

const optionTypes = {
  kills: { type: 'string' },
  rate: { type: 'string' },
  seconds: { type: 'string' },
  batch: { type: 'string' },
  times: { type: 'string' },
  votes: { type: 'string' },
  fault: { type: 'string' },
  attack: { type: 'string' },
  connections: { type: 'string' },
  engines: { type: 'boolean' },
  brokers: { type: 'string' },
  'edge-kafka': { type: 'boolean' },
  json: { type: 'boolean' },
} as const

type Options = Values<typeof optionTypes>
type Drill = (options: Options, output: Output) => Promise<{ readonly ok: boolean }>

const drills = {
  consumer: (options, output) =>
    killConsumers({ ...numbersOf(options, { kills: 50, rate: 500 }), ...anyEngines(options) }, output),
  rolling: (options, output) =>
    rollInstances({ ...numbersOf(options, { rate: 3_000, seconds: 60, batch: 10 }), ...anyEngines(options) }, output),
  overload: (options, output) =>
    overload({ ...numbersOf(options, { seconds: 20, times: 5, batch: 500 }), ...anyEngines(options) }, output),
  outages: (options, output) =>
    takeEnginesAway(
      { ...numbersOf(options, { seconds: 15, rate: 40 }), brokers: brokersOf(options), edgeTransport: edgeOf(options) },
      output,
    ),
  brokers: async (options, output) => {
    const fault = oneOf('--fault', options.fault ?? 'roll', brokerFaults)
    const numbers = numbersOf(options, { seconds: 75, rate: 600, batch: 10 })
    const report = await disturbThreeBrokers({ ...numbers, fault, edgeTransport: edgeOf(options) }, output)
    return { ...report, ok: report.ok && report.inTime }
  },
  'lost-tally': (options, output) =>
    loseTally(numbersOf(options, { votes: 100_000 }).votes, output, brokersOf(options)),
  hostile: (options, output) => {
    const attack = options.attack === undefined ? {} : { attack: oneOf('--attack', options.attack, attackNames) }
    return beHostile({ ...numbersOf(options, { seconds: 20, connections: 50 }), ...attack }, output)
  },
} satisfies Record<string, Drill>

await runCommand({ usage, options: optionTypes, words: 1 }, async (options, { output, words }) => {
  const name = oneOf('the drill', words[0] ?? 'consumer', Object.keys(drills) as readonly (keyof typeof drills)[])
  checkEngines(name, options)
  const drill: Drill = drills[name]
  const report = await drill(options, output)
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else for (const [name, value] of Object.entries(report)) for (const line of linesOf(name, value)) output.say(line)
  return report.ok ? 0 : 1
})

/** @throws UsageError where the drill does not take an option about engines */
function checkEngines(name: keyof typeof drills, options: Options): void {
  if (options['edge-kafka'] && name !== 'outages' && name !== 'brokers') {
    throw new UsageError('--edge-kafka is for the drills "outages" and "brokers"')
  }
  const isOnEngines = options.engines === true || name === 'outages' || name === 'lost-tally'
  if (options.brokers !== undefined && !isOnEngines) {
    throw new UsageError('--brokers needs --engines; the drill "brokers" always has three')
  }
}

/** The options that are numbers. @param standards what they are unless given */
function numbersOf<Name extends 'kills' | 'rate' | 'seconds' | 'batch' | 'times' | 'votes' | 'connections'>(
  options: Options,
  standards: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(standards) as Name[]
  const numbers = names.map((name) => [name, wholeNumber(name, options[name] ?? String(standards[name]))])
  return Object.fromEntries(numbers) as Record<Name, number>
}

function brokersOf({ brokers }: Options): BrokerCount | undefined {
  return brokers === undefined ? undefined : brokerCountIn(brokers)
}

function anyEngines(options: Options) {
  return { engines: options.engines ? 'own' : 'embedded', brokers: brokersOf(options) } as const
}

function edgeOf(options: Options): EdgeTransport {
  return options['edge-kafka'] ? 'kafka' : 'relay'
}

function linesOf(name: string, value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.map((item) => `${name.padEnd(18)}${shown(item)}`)
    : [`${name.padEnd(18)}${shown(value)}`]
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
