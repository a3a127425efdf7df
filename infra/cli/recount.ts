import { runRecount } from '../operate/recount.ts'
import { whereUsage } from '../operate/stores.ts'
import { outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Compares every counter of the tally with the archive, at the tally's own watermarks.

  npm run recount [-- --repair] [--full] [--json]

  --repair   install what the archive says where they differ; consumers that are further on replay
  --full     count every row; this command does so in any case, since it has no earlier count to go on from
  --json     one JSON object: {"state","contests","votes","differences":[{"contest","kind","field","tally","archive"}],
             "lost":[{"partition","next","noted","found"}],"repaired","full"}

It may run while votes come in. Exit code 0: no difference, or repaired; 1: they differ, a rebuild is due, or the archive
has lost rows, by which nothing is repaired. The consumer does the same by itself: every minute for the votes since the
minute before, once a day for all.

${whereUsage}`

const optionTypes = {
  repair: { type: 'boolean' },
  full: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options) => {
  return runRecount(
    process.env,
    { repair: options.repair ?? false, json: options.json ?? false },
    outputTo(process.stdout),
  )
})
