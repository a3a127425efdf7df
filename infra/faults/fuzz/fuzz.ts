import fc from 'fast-check'
import { withSystem } from '../../local/with-system.ts'
import { type Output, progressBar } from '../../terminal/index.ts'
import { Latencies } from '../../terminal/latencies.ts'
import type { DoorAnswer } from './answer.ts'
import { type Doors, openDoors } from './doors.ts'
import { inputs } from './generate.ts'
import { type FuzzInput, weightOf } from './input.ts'
import { type Finding, findingIn, type Trial, tryInput } from './try-input.ts'

export interface FuzzOptions {
  /** how many inputs at least; each vote of a batch counts as one */
  readonly inputs: number
  /** the same seed gives the same inputs */
  readonly seed: number
}

/** An input that the doors do not answer as they should, made as small as it gets. */
export interface SmallestInput {
  readonly finding: Finding
  readonly input: FuzzInput
  readonly edge: DoorAnswer | undefined
  readonly grpc: DoorAnswer | undefined
  /** what the rules alone say, at each door */
  readonly expected: { readonly edge: DoorAnswer | undefined; readonly grpc: DoorAnswer | undefined }
}

/** `npm run fuzz -- --json` prints exactly this. */
export interface FuzzReport extends FuzzOptions {
  readonly calls: number
  /** votes, over both doors */
  readonly accepted: number
  readonly refused: number
  /** inputs that the doors answered in different ways, or against the rules */
  readonly disagreements: number
  /** inputs that a door answered with 5xx, or its like in gRPC */
  readonly serverErrors: number
  /** inputs without an answer in time */
  readonly hangs: number
  readonly p99Ms: { readonly edge: number; readonly grpc: number }
  /** the first ones */
  readonly smallest: readonly SmallestInput[]
  readonly ok: boolean
}

const callers = 16
const timeoutMs = 15_000
/** Inputs are generated so many at a time, each time from a seed of their own. */
const perSeed = 50
const mostShrunk = 3
const shrinkMs = 30_000

/** Fuzzes the doors of a system of its own. @throws ProcessDied, Interrupted */
export function fuzz(options: FuzzOptions, output: Output): Promise<FuzzReport> {
  const leaveOut = ['consumer', 'results', 'logs', 'dashboard']
  return withSystem({ leaveOut }, output, async ({ urls, signal }) => {
    const doors = openDoors(urls, timeoutMs)
    const bar = progressBar('Sending inputs', options.inputs, output)
    try {
      return await fuzzDoors(doors, options, {
        signal,
        onProgress: (sent) => bar.update(Math.min(sent, options.inputs)),
      })
    } finally {
      bar.end()
      doors.close()
    }
  })
}

interface Watching {
  readonly signal?: AbortSignal
  /** Receives how many inputs are answered. */
  readonly onProgress?: (inputs: number) => void
}

/** Sends generated inputs to both doors, and compares what they answer. @throws the signal's reason */
export async function fuzzDoors(
  doors: Doors,
  { inputs: wanted, seed }: FuzzOptions,
  { signal, onProgress }: Watching = {},
): Promise<FuzzReport> {
  const tally = new FuzzTally()
  const wrong: (Trial & { readonly seed: number })[] = []
  const queue = generated(seed, wanted)
  const work = async () => {
    for (const { input, chunkSeed } of queue) {
      signal?.throwIfAborted()
      const trial = await tryInput(doors, input)
      if (tally.note(trial) && wrong.length < mostShrunk) wrong.push({ ...trial, seed: chunkSeed })
      onProgress?.(tally.inputs)
    }
  }
  await Promise.all(Array.from({ length: callers }, work))
  const smallest = new Map<string, SmallestInput>()
  for (const trial of wrong) {
    const found = described(await shrunk(doors, trial))
    smallest.set(JSON.stringify(found), found)
  }
  return tally.report(seed, [...smallest.values()])
}

interface Generated {
  readonly input: FuzzInput
  readonly chunkSeed: number
}

/** Inputs of at least the weight that is wanted. */
function* generated(seed: number, wanted: number): Generator<Generated, void, undefined> {
  let weight = 0
  for (let chunkSeed = seed; ; chunkSeed += 1) {
    for (const input of fc.sample(inputs, { seed: chunkSeed, numRuns: perSeed })) {
      yield { input, chunkSeed }
      weight += weightOf(input)
      if (weight >= wanted) return
    }
  }
}

/** The smallest input that is answered wrongly, of those that the seed leads to; the trial itself if it cannot be repeated. */
async function shrunk(doors: Doors, trial: Trial & { readonly seed: number }): Promise<Trial> {
  const isRight = async (input: FuzzInput) => findingIn(await tryInput(doors, input)) === undefined
  const details = await fc.check(fc.asyncProperty(inputs, isRight), {
    seed: trial.seed,
    numRuns: perSeed,
    interruptAfterTimeLimit: shrinkMs,
  })
  const [smallest] = details.counterexample ?? []
  const again = smallest && (await tryInput(doors, smallest))
  return again && findingIn(again) ? again : trial
}

function described(trial: Trial): SmallestInput {
  const { input, edge, grpc } = trial
  return {
    finding: findingIn(trial) ?? 'disagreement',
    input,
    edge: edge?.answer,
    grpc: grpc?.answer,
    expected: { edge: edge?.expected, grpc: grpc?.expected },
  }
}

/** Counts what came of the inputs. */
class FuzzTally {
  inputs = 0
  #calls = 0
  #accepted = 0
  #refused = 0
  readonly #findings: Record<Finding, number> = { hang: 0, 'server error': 0, disagreement: 0 }
  readonly #latencies = { edge: new Latencies(), grpc: new Latencies() }

  /** @returns whether something is wrong */
  note(trial: Trial): boolean {
    this.inputs += weightOf(trial.input)
    for (const door of ['edge', 'grpc'] as const) {
      const answered = trial[door]
      if (!answered) continue
      this.#calls += 1
      this.#latencies[door].add(answered.latencyMs)
      const { answer } = answered
      for (const { status } of answer.status === 'outcomes' ? answer.outcomes : [answer]) {
        if (status === 'accepted') this.#accepted += 1
        if (status === 'refused') this.#refused += 1
      }
    }
    const finding = findingIn(trial)
    if (finding) this.#findings[finding] += 1
    return finding !== undefined
  }

  report(seed: number, smallest: readonly SmallestInput[]): FuzzReport {
    const { hang: hangs, 'server error': serverErrors, disagreement: disagreements } = this.#findings
    const p99 = (latencies: Latencies) => Math.round(latencies.quantile(0.99))
    return {
      seed,
      inputs: this.inputs,
      calls: this.#calls,
      accepted: this.#accepted,
      refused: this.#refused,
      disagreements,
      serverErrors,
      hangs,
      p99Ms: { edge: p99(this.#latencies.edge), grpc: p99(this.#latencies.grpc) },
      smallest,
      ok: disagreements === 0 && serverErrors === 0 && hangs === 0,
    }
  }
}
