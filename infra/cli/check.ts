import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { checks } from '../checks/lint/checks.ts'

const usage = `Checks types, lint and format of the whole repository.

  npm run check [-- --fix]

  --fix   let the formatter and linter fix what they can`

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, fix: { type: 'boolean' } } })
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const failed: string[] = []
for (const { name, command, fix } of checks) {
  const started = performance.now()
  const [file = '', ...args] = values.fix && fix ? fix : command
  const { status } = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (status !== 0) failed.push(name)
}
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
