import { type Breakage, breakages } from '../faults/simulator/breakage.ts'
import { type RunResult, runSeed } from '../faults/simulator/run.ts'
import { oneOf, wholeNumber } from '../terminal/command-line.ts'
import { type Output, outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Runs the consumer, the doors' batcher and the recount on simulated engines, with everything going wrong that may.

  npm run simulate [-- --seeds N --from S]     N seeds (1000) beginning at S (1); exit 1 if one is not clean
  npm run simulate -- --seed S                 one seed, with what it found
  npm run simulate -- --breakages              each rule switched off in turn, until a seed notices
  npm run simulate -- … --break NAME           with one rule switched off

Rules that can be switched off:
${Object.entries(breakages)
  .map(([name, what]) => `  ${name.padEnd(24)}${what}`)
  .join('\n')}`

const mostSeed = 999_999_999
const optionTypes = {
  seeds: { type: 'string', default: '1000' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  break: { type: 'string' },
  breakages: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output: { say } }) => {
  const number = (name: 'seeds' | 'from' | 'seed', text: string) =>
    wholeNumber(name, text, { least: 0, most: mostSeed })
  const names = Object.keys(breakages) as readonly Breakage[]
  const broken = options.break === undefined ? undefined : oneOf('--break', options.break, names)
  const seeds = number('seeds', options.seeds)
  if (options.breakages) return (await table(seeds, say)) ? 0 : 1
  if (options.seed !== undefined) return (await one(number('seed', options.seed), broken, say)) ? 0 : 1
  return (await many(number('from', options.from), seeds, broken, say)) ? 0 : 1
})

async function one(seed: number, broken: Breakage | undefined, say: Output['say']): Promise<boolean> {
  const { faults, history, accepted, virtualMs } = await runSeed(seed, broken)
  say(`seed ${seed}: ${accepted} accepted, ${virtualMs / 1000} s of virtual time`)
  for (const line of history) say(`  at ${line}`)
  for (const fault of faults) say(`  ✗ ${fault}`)
  say(faults.length === 0 ? '  clean' : '')
  return faults.length === 0
}

async function many(from: number, count: number, broken: Breakage | undefined, say: Output['say']): Promise<boolean> {
  const bad: number[] = []
  const started = performance.now()
  let accepted = 0
  let saidAt = started
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await runSeed(seed, broken)
    accepted += result.accepted
    if (result.faults.length > 0) {
      bad.push(seed)
      say(`seed ${seed}: ${result.faults.join('; ')}\n  again with: npm run simulate -- --seed ${seed}`)
    }
    if (performance.now() - saidAt > 5_000) {
      saidAt = performance.now()
      outputTo(process.stderr).say(`${seed - from + 1} of ${count} seeds, ${bad.length} not clean`)
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  say(
    `${count} seeds from ${from}: ${count - bad.length} clean, ${bad.length} not; ${accepted} accepted votes, ${seconds} s`,
  )
  return bad.length === 0
}

async function table(limit: number, say: Output['say']): Promise<boolean> {
  let all = true
  say('| switched off | what | caught by | it finds, first |\n| --- | --- | --- | --- |')
  for (const [name, what] of Object.entries(breakages)) {
    const caught = await firstCaught(name as Breakage, limit)
    all &&= caught !== undefined
    const found = caught ? `seed ${caught.seed} | ${caught.faults[0]}` : `none of ${limit} seeds |`
    say(`| \`${name}\` | ${what} | ${found} |`)
  }
  return all
}

async function firstCaught(name: Breakage, limit: number): Promise<RunResult | undefined> {
  for (let seed = 1; seed <= limit; seed += 1) {
    const result = await runSeed(seed, name)
    if (result.faults.length > 0) return result
  }
  return undefined
}
