import { killConsumers } from '../drill/consumer-kills.ts'
import { overload } from '../drill/overload.ts'
import { rollInstances } from '../drill/rolling.ts'
import { engineEnvironment } from '../engines/index.ts'
import { readOptions, UsageError } from '../local/command-line.ts'
import { runCommand } from '../local/run-command.ts'
import { outputTo } from '../local/terminal/index.ts'

const usage = `Faults on a running system of its own, on free ports, while votes come in; then everything is counted.

  npm run drill [-- consumer] [--kills N] [--rate R]        kills the consumer with -9, again and again
  npm run drill -- rolling [--seconds S] [--rate R] [--batch B]
                                                            stops and starts two gRPC servers by turns
  npm run drill -- overload [--seconds S] [--times T] [--batch B]
                                                            casts T times what the gRPC server can store

  --kills N     how often (50)
  --rate R      votes a second (consumer: 500 over both doors, rolling: 3000); a tenth of them are cast twice
  --seconds S   how long (rolling: 60, overload: 20)
  --batch B     votes a call (rolling: 10, overload: 100)
  --times T     times the server's capacity, which is measured first (5)
  --engines     on the real engines of \`npm run engines -- up\` or of the environment, instead of the embedded ones
  --json        one JSON object on standard output, all else on standard error

Exit code 0 only if no accepted vote is lost and none counts twice; rolling: and no client saw an error; overload: and
memory stayed level, refusals came at once, and what is accepted came through as before, and again afterwards.`

await runCommand(outputTo(process.stderr), async () => {
  const [first = ''] = process.argv.slice(2)
  const named = first !== '' && !first.startsWith('-')
  const mode = named ? first : 'consumer'
  const options = readOptions(process.argv.slice(named ? 3 : 2), {
    kills: { type: 'string', default: '50' },
    rate: { type: 'string' },
    seconds: { type: 'string' },
    batch: { type: 'string' },
    times: { type: 'string', default: '5' },
    engines: { type: 'boolean' },
    json: { type: 'boolean' },
  })
  const output = outputTo(options.json ? process.stderr : process.stdout)
  if (options.help) {
    output.say(usage)
    return 0
  }
  const number = (name: 'kills' | 'rate' | 'seconds' | 'batch' | 'times', standard: number) =>
    wholeNumber(name, options[name] ?? String(standard))
  const engines = options.engines ? { engines: await engineEnvironment() } : {}
  const run = {
    consumer: () => killConsumers({ kills: number('kills', 50), rate: number('rate', 500), ...engines }, output),
    rolling: () =>
      rollInstances(
        { rate: number('rate', 3_000), seconds: number('seconds', 60), batch: number('batch', 10), ...engines },
        output,
      ),
    overload: () =>
      overload(
        { seconds: number('seconds', 20), times: number('times', 5), batch: number('batch', 100), ...engines },
        output,
      ),
  }
  if (!Object.hasOwn(run, mode)) throw new UsageError(`There is no drill "${mode}": consumer, rolling or overload.`)
  const report = await run[mode as keyof typeof run]()
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else for (const [name, value] of Object.entries(report)) output.say(`${name.padEnd(18)}${value}`)
  return report.ok ? 0 : 1
})

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} must be a whole number from 1, not "${text}"`)
}
