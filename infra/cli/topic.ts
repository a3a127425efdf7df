import { readFileSync } from 'node:fs'
import { ConfigError } from '@aplauso/process'
import { readKafkaConnection } from '@aplauso/stores/kafka/connection'
import { kafkaFault } from '@aplauso/stores/kafka/fault'
import { checkTopics, createTopics } from '@aplauso/stores/kafka/topics'
import { engineEnvironment } from '../engines/index.ts'
import { runAcceptGap } from '../operate/accept-gap.ts'
import { runNewIncarnation } from '../operate/new-incarnation.ts'
import { whereUsage } from '../operate/stores.ts'
import { oneOf } from '../terminal/command-line.ts'
import { type Output, outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `The topics of Kafka: votes (12 partitions or more, 7 days) and votes.dead (30 days).

  npm run topic -- create|check [--json]
  npm run topic -- new-incarnation|accept-gap

  create   makes those that are missing, then checks
  check    partitions, replication factor, min ISR, unclean election, cleanup, retention, and that no broker creates
           topics by itself; all problems at once
  new-incarnation
           says that the topic votes was made anew: stop all consumers, run this, and start them again. Votes of the
           old topic that are in the archive go on counting; the new one is read from its start
  accept-gap
           accepts that counted votes are lost which neither archive nor log holds any more, where no newer backup of
           the archive exists: stop all consumers, run this, and start them again. Says which records, notes the gap
           in the archive, and rebuilds the tally without them

The broker is that of KAFKA_BROKERS (with KAFKA_SSL, KAFKA_CA_FILE, KAFKA_SASL_MECHANISM, KAFKA_USERNAME,
KAFKA_PASSWORD), else the one that "npm run engines -- up" started. With APLAUSO_DEVELOPMENT=1 a replication factor
under 3 and a min ISR under 2 are warned of and not refused.

new-incarnation and accept-gap touch archive and tally too. ${whereUsage.replace('Works', 'They work')}

Exit code: 0 all is well, 1 Kafka does not answer, 2 something must be fixed first.`

const optionTypes = { json: { type: 'boolean' } } as const
const operations = { 'new-incarnation': runNewIncarnation, 'accept-gap': runAcceptGap } as const

await runCommand({ usage, options: optionTypes, words: 1 }, async ({ json = false }, { output, words }) => {
  const what = oneOf('the subcommand', words[0] ?? '', ['create', 'check', 'new-incarnation', 'accept-gap'])
  if (what === 'new-incarnation' || what === 'accept-gap') return operations[what](process.env, output)
  try {
    return await checkOrCreate(what === 'create', json, output)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const { kind, line } = kafkaFault(error)
    throw kind === 'credentials' || kind === 'certificate' ? new ConfigError([line]) : new Error(line)
  }
})

/** @returns the exit code @throws ConfigError; what kafkajs throws */
async function checkOrCreate(create: boolean, json: boolean, { say }: Output): Promise<number> {
  const environment = { ...process.env, ...engineEnvironment() }
  const reading = readKafkaConnection(environment, (path) => readFileSync(path, 'utf8'))
  if ('problems' in reading) {
    throw new ConfigError([...reading.problems, 'or start Kafka on this machine: npm run engines -- up'])
  }
  const development = environment.APLAUSO_DEVELOPMENT === '1'
  const made = create ? await createTopics(reading.connection, { development }) : undefined
  const { problems, warnings } = await checkTopics(reading.connection, { development })
  const all = [...(made?.problems ?? []), ...problems]
  if (json) {
    process.stdout.write(`${JSON.stringify({ created: made?.created ?? [], problems: all, warnings })}\n`)
    return all.length > 0 ? 2 : 0
  }
  for (const name of made?.created ?? []) say(`made ${name}`)
  for (const name of made?.existing ?? []) say(`${name} exists already`)
  const errors = outputTo(process.stderr)
  for (const line of warnings) errors.say(`warning: ${line}${development ? ' (APLAUSO_DEVELOPMENT=1)' : ''}`)
  if (all.length > 0) throw new ConfigError(all)
  say('The topics are as they must be.')
  return 0
}
