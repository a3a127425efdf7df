import { ConfigError } from '@aplauso/process'
import { operatorKey } from '@aplauso/proto'
import { OutboxClient } from '../clients/outbox.ts'
import { showDeadLetters, showOutbox } from '../operate/outbox.ts'
import { oneOf, UsageError, webAddress } from '../terminal/command-line.ts'
import { outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `The outbox of an edge: accepted votes that are not in the log yet.

  OPERATOR_KEY=… npm run outbox -- status --url URL [--json]
  OPERATOR_KEY=… npm run outbox -- dead-letters --url URL [--redrive|--discard] [--json]

  status       what each shard keeps, and whether the log takes votes
  dead-letters  accepted votes that the log refused for themselves (too large, invalid), with their records, and rows that
               could not be read
  --redrive     has the listed ones sent again, once the log would take them; what it refuses again is a dead letter again
  --discard     forgets the listed ones permanently: accepted votes, which are never counted then
  --url URL    the edge's address, such as https://votes.example
  --json       JSON: for status one object, for dead-letters one a record, then one of all

The key is the edge's OPERATOR_KEY or, where the edge has none, its RELAY_KEY, read from the environment only.
Exit code: 0 done, 1 the edge or a shard of it does not answer, 2 something must be fixed first.`

const optionTypes = {
  url: { type: 'string' },
  redrive: { type: 'boolean' },
  discard: { type: 'boolean' },
  // Of earlier releases.
  again: { type: 'boolean' },
  drop: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes, words: 1 }, async (options, { words }) => {
  const { url = '', json = false } = options
  const redrive = options.redrive ?? options.again ?? false
  const discard = options.discard ?? options.drop ?? false
  const [word = ''] = words
  const what = word === 'set-aside' ? 'dead-letters' : oneOf('the subcommand', word, ['status', 'dead-letters'])
  webAddress('--url', url, 'https://votes.example')
  if (redrive && discard) throw new UsageError('--redrive or --discard, not both')
  if ((redrive || discard) && what === 'status') throw new UsageError('--redrive and --discard are for dead-letters')
  const { OPERATOR_KEY = '', RELAY_KEY = '' } = process.env
  if (OPERATOR_KEY + RELAY_KEY === '') throw new ConfigError(['OPERATOR_KEY: is required but not set (or RELAY_KEY)'])
  const client = new OutboxClient(url, operatorKey(OPERATOR_KEY || undefined, RELAY_KEY))
  const output = outputTo(process.stdout)
  if (what === 'status') return showOutbox(client, json, output)
  return showDeadLetters(client, { order: redrive ? 'redrive' : discard ? 'discard' : undefined, json }, output)
})
