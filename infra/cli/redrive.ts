import { runRedrive } from '../operate/redrive.ts'
import { whereUsage } from '../operate/stores.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Sends accepted votes that could not be taken for themselves (votes.dead) to the log again, or drops some.

  npm run redrive [-- --dry-run] [--discard SOURCE ...]

  --dry-run          only say which
  --discard SOURCE   never count this letter's vote; SOURCE is <incarnation>:<partition>:<offset>, as listed

It begins with a recount. Letters whose vote is counted since, or whose fate is settled, are left alone.
Upgrade the consumers first: a letter that they still cannot take becomes a dead letter again.

${whereUsage}`

const optionTypes = {
  'dry-run': { type: 'boolean' },
  discard: { type: 'string', multiple: true },
  // Of the command's former name, `replay -- --dead`.
  dead: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  return runRedrive(process.env, { dryRun: options['dry-run'] ?? false, discard: options.discard ?? [] }, output)
})
