import { followInConsole } from '../checks/browser/console-tail.ts'
import { engineEnvironment } from '../engines/index.ts'
import { exportAll } from '../load/read-side/export.ts'
import { readPages } from '../load/read-side/pages.ts'
import { watchResults } from '../load/read-side/viewers.ts'
import { oneOf, UsageError, wholeNumber } from '../terminal/command-line.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Measures the read side, each time on a system or function of its own.

  npm run readers -- pages [--pages N] [--rate R] [--votes V] [--engines]
      reads N pages (500) of 20 votes back and follows the log while R votes a second (2000) arrive through both doors,
      V of them (12000) before the first page; no vote may be left out or shown again
  npm run readers -- export [--rows N]
      fills an archive with N votes (1000000) and exports them; the memory must stay constant
  npm run readers -- viewers [--viewers N] [--seconds S]
      N viewers (1000) read the results for S seconds (20); counts the requests to Redis. Needs a Redis:
      npm run engines -- up, or the environment

  npm run readers -- console [--rate R] [--seconds S]
      follows R votes a second (2000) for S seconds (20) in the log console, in Chromium; no line may be missing against
      the archive, the memory must stay level, and 95 % of the frames must take less than 50 ms

  --engines   use the real engines instead of the embedded ones
  --json      one JSON object on standard output, everything else on standard error`

const optionTypes = {
  pages: { type: 'string', default: '500' },
  rate: { type: 'string', default: '2000' },
  votes: { type: 'string', default: '12000' },
  rows: { type: 'string', default: '1000000' },
  viewers: { type: 'string', default: '1000' },
  seconds: { type: 'string', default: '20' },
  engines: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes, words: 1 }, async (options, { output, words }) => {
  const say = (report: object) => process.stdout.write(`${JSON.stringify(report, null, options.json ? 0 : 2)}\n`)
  switch (oneOf('the subcommand', words[0] ?? '', ['pages', 'export', 'viewers', 'console'])) {
    case 'pages': {
      const engines = options.engines ? { engines: engineEnvironment() } : {}
      const numbers = {
        pages: wholeNumber('pages', options.pages),
        rate: wholeNumber('rate', options.rate),
        votesBefore: wholeNumber('votes', options.votes),
      }
      const report = await readPages({ ...numbers, limit: 20, ...engines }, output)
      say(report)
      return report.ok ? 0 : 1
    }
    case 'export': {
      const report = await exportAll(wholeNumber('rows', options.rows), output)
      say(report)
      return report.ok ? 0 : 1
    }
    case 'console': {
      const numbers = { rate: wholeNumber('rate', options.rate), seconds: wholeNumber('seconds', options.seconds) }
      const report = await followInConsole(numbers, output)
      say(report)
      return report.ok ? 0 : 1
    }
    case 'viewers': {
      const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = engineEnvironment()
      if (!url || !token) throw new UsageError('no Redis found; start one with npm run engines -- up')
      const counts = [wholeNumber('viewers', options.viewers), wholeNumber('seconds', options.seconds)] as const
      const [one, all] = await watchResults({ url, token }, ...counts, output)
      say({ one, all })
      // Two readings a second are all that any number of viewers bring about.
      return one && all && all.redisRequests <= 2 * counts[1] + 2 ? 0 : 1
    }
  }
})
