import { runRecount } from '../operate/recount.ts'
import { whereUsage } from '../operate/stores.ts'
import { readOptions } from '../terminal/command-line.ts'
import { outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Compares every counter of the tally with the archive, at the tally's own watermarks.

  npm run recount [-- --repair] [--json]

  --repair   install what the archive says where they differ; consumers that are further on replay
  --json     one JSON object: {"state","contests","votes","differences":[{"contest","kind","field","tally","archive"}],"repaired"}

It may run while votes come in. Exit code 0: no difference, or repaired; 1: they differ.
The consumer does the same every minute.

${whereUsage}`

const output = outputTo(process.stdout)
await runCommand(outputTo(process.stderr), async () => {
  const options = readOptions(process.argv.slice(2), { repair: { type: 'boolean' }, json: { type: 'boolean' } })
  if (options.help) {
    output.say(usage)
    return 0
  }
  return runRecount(process.env, { repair: options.repair ?? false, json: options.json ?? false }, output)
})
