import { findChromium, noChromium } from '../checks/browser/chromium.ts'
import { engineLines, environmentOf, testEngines } from '../checks/suite/engines.ts'
import { runSuite, type SuiteResult } from '../checks/suite/run-suite.ts'
import { suites } from '../checks/suite/suites.ts'
import { oneOf } from '../terminal/command-line.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Runs every test that this machine can run.

  npm test [-- SUITE …] [--require-engines] [--engines DIR]

  SUITE               only these: ${suites.map(({ name }) => name).join(', ')}
  --require-engines   fail if Kafka, Redis or a MongoDB-protocol server is missing
                      (start them with \`npm run engines -- up\`, or name them in the environment)
  --engines DIR       those of \`npm run engines -- up --folder DIR\`

The last line is \`N passed, N failed\`; exit code 1 if anything failed.`

const optionTypes = { 'require-engines': { type: 'boolean' }, engines: { type: 'string' } } as const

await runCommand({ usage, options: optionTypes, words: suites.length }, async (options, { output: { say }, words }) => {
  const names = words.map((word) =>
    oneOf(
      'the suite',
      word,
      suites.map(({ name }) => name),
    ),
  )
  const engines = await testEngines(options.engines)
  const chosen = suites.filter(({ name }) => names.length === 0 || names.includes(name))
  const results: (SuiteResult & { name: string; budgetSeconds: number })[] = []
  for (const suite of chosen) {
    const environment = environmentOf(suite, engines)
    if (!environment) continue
    say(`\n── ${suite.name} (up to ${suite.budgetSeconds} s)`)
    const result = await runSuite(suite, environment)
    results.push({ ...result, name: suite.name, budgetSeconds: suite.budgetSeconds })
  }

  say('\nsuite            time   budget   passed   failed  skipped')
  for (const { name, seconds, budgetSeconds, passed, failed, skipped, overTime } of results) {
    const numbers = [passed, failed, skipped].map((count) => String(count).padStart(9)).join('')
    const time = `${seconds.toFixed(1)} s`.padStart(9)
    say(
      `${name.padEnd(12)}${time}${`${budgetSeconds} s`.padStart(9)}${numbers}${overTime ? '  stopped: over its time' : ''}`,
    )
  }
  const sum = (of: (result: SuiteResult) => number) => results.reduce((total, result) => total + of(result), 0)
  const missing = options['require-engines'] ? engines.missing : []
  say(
    `\nReal engines: ${engines.present.join(', ') || 'none'}${engines.missing.length > 0 ? `; missing: ${engines.missing.join(', ')}` : ''}`,
  )
  const onEngines = results.find(({ name }) => name === 'engines')
  const onSecantus = results.find(({ name }) => name === 'secantusdb')
  if (onEngines || onSecantus) {
    const passedByFile = onEngines?.passedByFile ?? new Map()
    for (const line of await engineLines(passedByFile, onSecantus?.passed, options.engines)) say(line)
  }
  if (engines.missing.length > 0)
    say('  `npm run engines -- up` starts them on this machine; their tests were skipped.')
  const browser = findChromium(process.env)
  say(browser ? `Browser: ${browser}` : `Browser: ${noChromium}; its tests were skipped.`)
  for (const name of missing) say(`failed: ${name} is required and missing`)
  const failed = sum((result) => result.failed) + missing.length
  say(`${sum((result) => result.passed)} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
})
