import { randomInt } from 'node:crypto'
import { brokerCountIn } from '../engines/index.ts'
import { prove } from '../faults/prove/prove.ts'
import { held, sayReport } from '../faults/prove/report.ts'
import { oneOf, wholeNumber } from '../terminal/command-line.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Casts votes through both doors of a system of its own, on real engines and free ports, while everything in it is
killed (-9), cut off, slowed down, frozen and rolled back at random; then holds what every caller was answered against
what was counted.

  npm run prove [-- --quick] [--minutes M] [--seed N] [--rate R] [--votes N] [--kills N]
                [--brokers 3|1] [--archive ferretdb|embedded] [--relay] [--json]

  --quick      3 minutes of faults instead of 15; about 6 in all
  --minutes M  so many minutes of faults
  --seed N     the same faults at the same times as the run that reported this number
  --rate R     votes a second over both doors (300); a tenth are sent twice, unknown ones again
  --votes N    at least so many votes: the load goes on after the faults until then
  --kills N    kills in all, beside those of brokers; one in 8 seconds unless given
  --brokers    brokers of the log (3)
  --archive    ferretdb (MongoDB's protocol; slow beyond 100,000 votes) or embedded (SQLite, for long runs)
  --relay      the edge writes to the relay instead of Kafka itself
  --json       one JSON object on standard output, all else on standard error

A million votes and 500 kills: --minutes 40 --rate 450 --votes 1000000 --kills 500 --archive embedded

It needs what \`npm run engines\` needs, and Go for Toxiproxy (built once).
Exit code 0 only if no accepted vote is lost, none is counted twice, each is counted as it was cast, results show what
was accepted while nothing was broken within two seconds, and no recount had to repair a total.`

const longestMinutes = 24 * 60
const mostRate = 100_000
const mostSeed = 2 ** 32 - 1
const mostKillsPerMinute = 60

const optionTypes = {
  quick: { type: 'boolean' },
  minutes: { type: 'string' },
  seed: { type: 'string' },
  rate: { type: 'string' },
  votes: { type: 'string' },
  kills: { type: 'string' },
  brokers: { type: 'string' },
  archive: { type: 'string' },
  relay: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  const minutes = wholeNumber('minutes', options.minutes ?? (options.quick ? '3' : '15'), {
    most: longestMinutes,
  })
  const seed =
    options.seed === undefined ? randomInt(mostSeed) : wholeNumber('seed', options.seed, { least: 0, most: mostSeed })
  const rate = wholeNumber('rate', options.rate ?? '300', { most: mostRate })
  const kills =
    options.kills === undefined
      ? undefined
      : wholeNumber('kills', options.kills, { most: minutes * mostKillsPerMinute })
  const { report, remarks } = await prove(
    {
      seed,
      durationMs: minutes * 60_000,
      rate,
      edgeTransport: options.relay ? 'relay' : 'kafka',
      brokers: brokerCountIn(options.brokers ?? '3'),
      archive: oneOf('--archive', options.archive ?? 'ferretdb', ['ferretdb', 'embedded']),
      votes: options.votes === undefined ? undefined : wholeNumber('votes', options.votes),
      kills,
    },
    output,
  )
  sayReport(report, remarks, output)
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  return held(report, remarks) ? 0 : 1
})
