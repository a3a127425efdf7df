import { runReplayDead } from '../operate/replay-dead.ts'
import { whereUsage } from '../operate/stores.ts'
import { readOptions, UsageError } from '../terminal/command-line.ts'
import { outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Sends accepted votes that the archive would not take (votes.dead) to the log again.

  npm run replay -- --dead [--dry-run]

  --dead      the dead letters that are not counted yet
  --dry-run   only say which

${whereUsage}`

const output = outputTo(process.stdout)
await runCommand(outputTo(process.stderr), async () => {
  const options = readOptions(process.argv.slice(2), { dead: { type: 'boolean' }, 'dry-run': { type: 'boolean' } })
  if (options.help) {
    output.say(usage)
    return 0
  }
  if (!options.dead) throw new UsageError('Say what to replay: --dead')
  return runReplayDead(process.env, { dryRun: options['dry-run'] ?? false }, output)
})
