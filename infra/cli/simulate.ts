import { parseArgs } from 'node:util'
import { type Breakage, breakages } from '../faults/simulator/breakage.ts'
import { type RunResult, runSeed } from '../faults/simulator/run.ts'

const usage = `Runs the consumer, the doors' batcher and the recount on simulated engines, with everything going wrong that may.

  npm run simulate [-- --seeds N --from S]     N seeds (1000) beginning at S (1); exit 1 if one is not clean
  npm run simulate -- --seed S                 one seed, with what it found
  npm run simulate -- --breakages              each rule switched off in turn, until a seed notices
  npm run simulate -- … --break NAME           with one rule switched off

Rules that can be switched off:
${Object.entries(breakages)
  .map(([name, what]) => `  ${name.padEnd(24)}${what}`)
  .join('\n')}`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    break: { type: 'string' },
    breakages: { type: 'boolean' },
  },
})

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  console.error(`--${option} must be a whole number, not "${text}".`)
  process.exit(2)
}

function breakage(name: string | undefined): Breakage | undefined {
  if (name === undefined) return undefined
  if (name in breakages) return name as Breakage
  console.error(`There is no rule "${name}" to switch off.\n\n${usage}`)
  process.exit(2)
}

async function one(seed: number, broken: Breakage | undefined): Promise<boolean> {
  const { faults, history, accepted, virtualMs } = await runSeed(seed, broken)
  console.log(`seed ${seed}: ${accepted} accepted, ${virtualMs / 1000} s of virtual time`)
  for (const line of history) console.log(`  at ${line}`)
  for (const fault of faults) console.log(`  ✗ ${fault}`)
  console.log(faults.length === 0 ? '  clean' : '')
  return faults.length === 0
}

async function many(from: number, count: number, broken: Breakage | undefined): Promise<boolean> {
  const bad: number[] = []
  const started = performance.now()
  let accepted = 0
  let saidAt = started
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await runSeed(seed, broken)
    accepted += result.accepted
    if (result.faults.length > 0) {
      bad.push(seed)
      console.log(`seed ${seed}: ${result.faults.join('; ')}\n  again with: npm run simulate -- --seed ${seed}`)
    }
    if (performance.now() - saidAt > 5_000) {
      saidAt = performance.now()
      console.error(`${seed - from + 1} of ${count} seeds, ${bad.length} not clean`)
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    `${count} seeds from ${from}: ${count - bad.length} clean, ${bad.length} not; ${accepted} accepted votes, ${seconds} s`,
  )
  return bad.length === 0
}

async function table(limit: number): Promise<boolean> {
  let all = true
  console.log('| switched off | what | caught by | it finds, first |\n| --- | --- | --- | --- |')
  for (const [name, what] of Object.entries(breakages)) {
    const caught = await firstCaught(name as Breakage, limit)
    all &&= caught !== undefined
    const found = caught ? `seed ${caught.seed} | ${caught.faults[0]}` : `none of ${limit} seeds |`
    console.log(`| \`${name}\` | ${what} | ${found} |`)
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

if (values.help) {
  console.log(usage)
  process.exit(0)
}
const seeds = wholeNumber('seeds', values.seeds)
const broken = breakage(values.break)
let clean: boolean
if (values.breakages) clean = await table(seeds)
else if (values.seed !== undefined) clean = await one(wholeNumber('seed', values.seed), broken)
else clean = await many(wholeNumber('from', values.from), seeds, broken)
process.exit(clean ? 0 : 1)
