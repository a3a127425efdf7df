import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readKafkaConnection } from '@aplauso/stores/kafka/connection'
import { kafkaFault } from '@aplauso/stores/kafka/fault'
import { checkTopics, createTopics } from '@aplauso/stores/kafka/topics'
import { engineEnvironment } from '../engines/index.ts'
import { runAcceptGap } from '../operate/accept-gap.ts'
import { runNewIncarnation } from '../operate/new-incarnation.ts'
import { whereUsage } from '../operate/stores.ts'
import { outputTo } from '../terminal/index.ts'
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

const say = (line: string) => process.stderr.write(`${line}\n`)

function refuse(lines: readonly string[]): never {
  for (const line of lines) say(line)
  process.exit(2)
}

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } },
    })
    const [verb, ...more] = positionals
    const isKnown = verb === 'create' || verb === 'check' || verb === 'new-incarnation' || verb === 'accept-gap'
    if (!values.help && (!isKnown || more.length > 0)) {
      throw new Error(`expected create, check, new-incarnation or accept-gap, got "${positionals.join(' ')}"`)
    }
    return { help: values.help ?? false, json: values.json ?? false, verb }
  } catch (error) {
    return refuse([`${error instanceof Error ? error.message : error}\n\n${usage}`])
  }
}

async function checkOrCreate(create: boolean, json: boolean): Promise<void> {
  const environment = { ...process.env, ...engineEnvironment() }
  const reading = readKafkaConnection(environment, (path) => readFileSync(path, 'utf8'))
  if ('problems' in reading) refuse([...reading.problems, 'or start Kafka on this machine: npm run engines -- up'])
  const development = environment.APLAUSO_DEVELOPMENT === '1'
  const made = create ? await createTopics(reading.connection, { development }) : undefined
  const { problems, warnings } = await checkTopics(reading.connection, { development })
  const all = [...(made?.problems ?? []), ...problems]
  if (json) {
    console.log(JSON.stringify({ created: made?.created ?? [], problems: all, warnings }))
  } else {
    for (const name of made?.created ?? []) console.log(`made ${name}`)
    for (const name of made?.existing ?? []) console.log(`${name} exists already`)
    for (const line of warnings) say(`warning: ${line}${development ? ' (APLAUSO_DEVELOPMENT=1)' : ''}`)
    for (const line of all) say(line)
    if (all.length === 0) console.log('The topics are as they must be.')
  }
  if (all.length > 0) process.exitCode = 2
}

const command = read()
if (command.help) console.log(usage)
else if (command.verb === 'new-incarnation' || command.verb === 'accept-gap') {
  const run = command.verb === 'accept-gap' ? runAcceptGap : runNewIncarnation
  await runCommand(outputTo(process.stderr), () => run(process.env, outputTo(process.stdout)))
} else {
  try {
    await checkOrCreate(command.verb === 'create', command.json)
  } catch (error) {
    const { kind, line } = kafkaFault(error)
    say(line)
    process.exitCode = kind === 'credentials' || kind === 'certificate' ? 2 : 1
  }
}
