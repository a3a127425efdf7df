import { ConfigError } from '@aplauso/process'
import { OutboxClient } from '../clients/outbox.ts'
import { showOutbox, showSetAside } from '../operate/outbox.ts'
import { oneOf, readOptions, UsageError } from '../terminal/command-line.ts'
import { outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `The outbox of an edge: accepted votes that are not in the log yet.

  RELAY_KEY=… npm run outbox -- status --url URL [--json]
  RELAY_KEY=… npm run outbox -- set-aside --url URL [--again|--drop] [--json]

  status       what each shard keeps, and whether the log takes votes
  set-aside    accepted votes that the log refused for themselves (too large, invalid), with their records, and rows that
               could not be read
  --again      has the listed ones sent again, once the log would take them; what it refuses again is set aside again
  --drop       forgets the listed ones permanently: accepted votes, which are never counted then
  --url URL    the edge's address, such as https://votes.example
  --json       JSON: for status one object, for set-aside one a record, then one of all

The key is the edge's RELAY_KEY, read from the environment only.
Exit code: 0 done, 1 the edge or a shard of it does not answer, 2 something must be fixed first.`

const output = outputTo(process.stdout)

await runCommand(outputTo(process.stderr), async () => {
  const [first = '--help', ...rest] = process.argv.slice(2)
  const isMode = !first.startsWith('-')
  const options = readOptions(isMode ? rest : [first, ...rest], {
    url: { type: 'string' },
    again: { type: 'boolean' },
    drop: { type: 'boolean' },
    json: { type: 'boolean' },
  })
  if (options.help) {
    output.say(usage)
    return 0
  }
  const { url = '', again = false, drop = false, json = false } = options
  oneOf('the subcommand', first, ['status', 'set-aside'])
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError('--url must be the address of an edge such as https://votes.example')
  }
  if (again && drop) throw new UsageError('--again or --drop, not both')
  if ((again || drop) && first === 'status') throw new UsageError('--again and --drop are for set-aside')
  const { RELAY_KEY: key } = process.env
  if (!key) throw new ConfigError(['RELAY_KEY: is required but not set'])
  const client = new OutboxClient(url, key)
  if (first === 'status') return showOutbox(client, json, output)
  return showSetAside(client, { order: again ? 'again' : drop ? 'drop' : undefined, json }, output)
})
