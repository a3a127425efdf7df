import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { auditChecks, type Check, checks } from '../checks/lint/checks.ts'
import { settingsDocument, settingsFile } from '../checks/settings/document.ts'
import { measureStructure, sayStructure } from '../checks/structure.ts'
import type { Output } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Checks types, lint, format and wording of the whole repository, and the licences of the packages that ship.

  npm run check [-- --fix]
  npm run check -- --audit
  npm run check -- --structure [--json]
  npm run check -- --config

  --fix         let the formatter and linter fix what they can
  --audit       instead ask npm's registry for known vulnerabilities of the packages; where there is none to ask, say so
  --structure   instead print infra's rooms and the arrows between them, file sizes, and the path of a vote
  --config      instead write infra/CONFIG.md, every environment variable, from the modules that read them
  --json        with --structure: one JSON object on standard output`

const optionTypes = {
  fix: { type: 'boolean' },
  audit: { type: 'boolean' },
  structure: { type: 'boolean' },
  config: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  if (options.structure) {
    const structure = measureStructure()
    if (options.json) process.stdout.write(`${JSON.stringify(structure)}\n`)
    else sayStructure(structure, output)
    return 0
  }
  if (options.config) {
    writeFileSync(settingsFile, settingsDocument())
    output.say(settingsFile)
    return 0
  }
  return runChecks(options.audit ? auditChecks : checks, options.fix ?? false, output)
})

function runChecks(chosen: readonly Check[], isFixing: boolean, output: Output): number {
  const failed: string[] = []
  for (const { name, command, fix } of chosen) {
    const started = performance.now()
    const [file = '', ...args] = isFixing && fix ? fix : command
    const { status } = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' })
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    output.say(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
    if (status !== 0) failed.push(name)
  }
  if (failed.length > 0) output.say(`\nFailed: ${failed.join(', ')}`)
  return failed.length > 0 ? 1 : 0
}
