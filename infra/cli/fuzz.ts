import { randomInt } from 'node:crypto'
import { type FuzzReport, fuzz, type SmallestInput } from '../faults/fuzz/fuzz.ts'
import { wholeNumber } from '../terminal/command-line.ts'
import { grouped, type Output, outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Sends generated votes, good ones and broken ones of every kind, to both doors of a system of its own, and compares
what they answer with each other and with the rules.

  npm run fuzz [-- --inputs N] [--seed S] [--json]

  --inputs N  how many inputs (5000); each vote of a batch counts as one. A long run: 200000
  --seed S    the seed of an earlier run, which gives the same inputs (default: a new one)
  --json      one JSON object on standard output, all else on standard error

What is answered wrongly is made as small as it gets, and printed with the seed.
Exit code 0 only without a disagreement, a 5xx (or its like in gRPC), and an input without an answer.

Example: npm run fuzz -- --inputs 200000`

const mostSeed = 2 ** 31 - 1

const optionTypes = {
  inputs: { type: 'string', default: '5000' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options) => {
  const inputs = wholeNumber('inputs', options.inputs)
  const seed =
    options.seed === undefined ? randomInt(mostSeed) : wholeNumber('seed', options.seed, { least: 0, most: mostSeed })
  const report = await fuzz({ inputs, seed }, outputTo(process.stderr))
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else say(report, outputTo(process.stdout))
  return report.ok ? 0 : 1
})

function say(report: FuzzReport, { say: line, colors }: Output): void {
  const { inputs, calls, seed, accepted, refused, disagreements, serverErrors, hangs, p99Ms, smallest, ok } = report
  line(
    `${ok ? colors.green('✓') : colors.red('✗')} ${grouped(inputs)} inputs in ${grouped(calls)} calls: ` +
      `${grouped(disagreements)} disagreements, ${grouped(serverErrors)} server errors, ${grouped(hangs)} hangs`,
  )
  line(
    `  ${grouped(accepted)} votes accepted, ${grouped(refused)} refused; p99 ${p99Ms.edge} ms (edge), ${p99Ms.grpc} ms (grpc)`,
  )
  line(`  seed ${seed}`)
  for (const input of smallest) sayInput(input, line)
}

function sayInput({ finding, input, edge, grpc, expected }: SmallestInput, line: Output['say']): void {
  line(`${finding}: ${JSON.stringify(input)}`)
  for (const [door, answer, right] of [
    ['edge', edge, expected.edge] as const,
    ['grpc', grpc, expected.grpc] as const,
  ]) {
    if (!answer) continue
    line(`  ${door} answers ${JSON.stringify(answer)}`)
    if (right) line(`  ${''.padEnd(door.length)}  rules ${JSON.stringify(right)}`)
  }
}
