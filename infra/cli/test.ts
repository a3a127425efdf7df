import { parseArgs } from 'node:util'
import { findChromium, noChromium } from '../checks/browser/chromium.ts'
import { engineLines, environmentOf, testEngines } from '../checks/suite/engines.ts'
import { runSuite, type SuiteResult } from '../checks/suite/run-suite.ts'
import { suites } from '../checks/suite/suites.ts'

const usage = `Runs every test that this machine can run.

  npm test [-- SUITE …] [--require-engines] [--engines DIR]

  SUITE               only these: ${suites.map(({ name }) => name).join(', ')}
  --require-engines   fail if Kafka, Redis or a MongoDB-protocol server is missing
                      (start them with \`npm run engines -- up\`, or name them in the environment)
  --engines DIR       those of \`npm run engines -- up --folder DIR\`

The last line is \`N passed, N failed\`; exit code 1 if anything failed.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    'require-engines': { type: 'boolean' },
    engines: { type: 'string' },
  },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}
const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name))
if (unknown.length > 0) {
  console.error(`Unknown suite: ${unknown.map((name) => `"${name}"`).join(', ')}.\n\n${usage}`)
  process.exit(2)
}

const engines = await testEngines(values.engines)
const chosen = suites.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const results: (SuiteResult & { name: string; budgetSeconds: number })[] = []
for (const suite of chosen) {
  const environment = environmentOf(suite, engines)
  if (!environment) continue
  console.log(`\n── ${suite.name} (up to ${suite.budgetSeconds} s)`)
  const result = await runSuite(suite, environment)
  results.push({ ...result, name: suite.name, budgetSeconds: suite.budgetSeconds })
}

console.log('\nsuite            time   budget   passed   failed  skipped')
for (const { name, seconds, budgetSeconds, passed, failed, skipped, overTime } of results) {
  const numbers = [passed, failed, skipped].map((count) => String(count).padStart(9)).join('')
  const time = `${seconds.toFixed(1)} s`.padStart(9)
  console.log(
    `${name.padEnd(12)}${time}${`${budgetSeconds} s`.padStart(9)}${numbers}${overTime ? '  stopped: over its time' : ''}`,
  )
}
const sum = (of: (result: SuiteResult) => number) => results.reduce((total, result) => total + of(result), 0)
const missing = values['require-engines'] ? engines.missing : []
console.log(
  `\nReal engines: ${engines.present.join(', ') || 'none'}${engines.missing.length > 0 ? `; missing: ${engines.missing.join(', ')}` : ''}`,
)
const onEngines = results.find(({ name }) => name === 'engines')
const onSecantus = results.find(({ name }) => name === 'secantusdb')
if (onEngines || onSecantus) {
  const passedByFile = onEngines?.passedByFile ?? new Map()
  for (const line of await engineLines(passedByFile, onSecantus?.passed, values.engines)) console.log(line)
}
if (engines.missing.length > 0)
  console.log('  `npm run engines -- up` starts them on this machine; their tests were skipped.')
const browser = findChromium(process.env)
console.log(browser ? `Browser: ${browser}` : `Browser: ${noChromium}; its tests were skipped.`)
for (const name of missing) console.log(`failed: ${name} is required and missing`)
const failed = sum((result) => result.failed) + missing.length
console.log(`${sum((result) => result.passed)} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
