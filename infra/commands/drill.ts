import { killConsumers } from '../drill/consumer-kills.ts'
import { engineEnvironment } from '../engines/index.ts'
import { readOptions, UsageError } from '../local/command-line.ts'
import { runCommand } from '../local/run-command.ts'
import { outputTo } from '../local/terminal/index.ts'

const usage = `Kills the consumer with -9, again and again, while votes come in through both doors, and counts at the end.

  npm run drill [-- --kills N] [--rate R] [--engines] [--json]

  --kills N   how often (50)
  --rate R    votes a second over both doors together (500); a tenth of them are cast twice
  --engines   on the real engines of \`npm run engines -- up\` or of the environment, instead of the embedded ones
  --json      one JSON object on standard output, all else on standard error

It starts a system of its own on free ports. Exit code 0 only if counted = accepted − duplicates = archive = tally.`

await runCommand(outputTo(process.stderr), async () => {
  const options = readOptions(process.argv.slice(2), {
    kills: { type: 'string', default: '50' },
    rate: { type: 'string', default: '500' },
    engines: { type: 'boolean' },
    json: { type: 'boolean' },
  })
  const output = outputTo(options.json ? process.stderr : process.stdout)
  if (options.help) {
    output.say(usage)
    return 0
  }
  const engines = options.engines ? { engines: await engineEnvironment() } : {}
  const numbers = { kills: wholeNumber('kills', options.kills), rate: wholeNumber('rate', options.rate) }
  const report = await killConsumers({ ...numbers, ...engines }, output)
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else for (const [name, value] of Object.entries(report)) output.say(`${name.padEnd(12)}${value}`)
  return report.ok ? 0 : 1
})

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} must be a whole number from 1, not "${text}"`)
}
