import { setTimeout as pause } from 'node:timers/promises'
import { edgeClient, grpcClient } from '../../clients/cast/index.ts'
import { totalAt, waitUntilCounted } from '../../load/counting.ts'
import { type Output, step } from '../../terminal/index.ts'
import { Random } from '../random.ts'
import { Calm } from './calm.ts'
import { Freshness, type FreshnessFigures } from './freshness.ts'
import { History, judge, type Observed, readObserved, type Verdict } from './history/index.ts'
import { injectFaults } from './inject.ts'
import { untilOutboxIsEmpty } from './outbox-empty.ts'
import { type PlannedFault, planFaults } from './plan.ts'
import { isDisturbing, type ProgressReporter } from './progress-reporter.ts'
import type { Proof, ProveOptions } from './prove.ts'
import { Recoveries } from './recovery.ts'
import { ResultsWatch } from './results-watch.ts'
import type { Stage } from './stage.ts'
import { type Figures, idPrefixOf, startWorkload, type Workload } from './workload/index.ts'

const warmUpMs = 180_000
const drainMs = 120_000
const patienceMs = 240_000
/** A vote of which nobody knows may still be under way: nothing may have moved for longer than any of our timeouts. */
const quietMs = 6_000
/** What went into the outbox during a fault is on its way until then: the edge asks the log again every two seconds. */
const calmMarginMs = 5_000
const logLeftOut =
  'The log API was not compared: FerretDB reads through all votes for each page, and did not answer in time.'
const mostJudgingMs = 10_000
const judgedCalmMs = 8_000
const mostCalmingMs = 60_000

/** Casts votes and injects faults into the system, then waits until nothing moves, and judges. */
export async function runUnderFaults(
  options: ProveOptions,
  stage: Stage,
  reporter: ProgressReporter,
  output: Output,
  signal: AbortSignal,
): Promise<Proof> {
  const random = new Random(options.seed)
  const history = new History(idPrefixOf(random))
  const doors = [edgeClient(stage.doors.edge), grpcClient(stage.doors.grpc)]
  const readTotal = totalAt(stage.addresses.results)
  const load = { accepted: () => history.totals().accepted, lastAcceptedMs: () => workload.figures().lastAcceptedMs }
  const recoveries: Recoveries = new Recoveries(load, readTotal, () => calm.recovered())
  const calm = new Calm(() => recoveries.open.length, calmMarginMs)
  const freshness = new Freshness(() => calm.sinceMs())
  const watch = new ResultsWatch(stage.addresses.results, freshness)
  const workload: Workload = startWorkload({ doors, history, marks: freshness, rate: options.rate, random, signal })
  try {
    await step('Waiting until both doors accept and votes are counted', output, () => untilWarm(recoveries, signal))
    const { durationMs, archive } = options
    const faults = planFaults({
      ...options,
      hasArchiveServer: archive === 'ferretdb',
      canIsolate: stage.canIsolate,
    })
    output.say(`${faults.length} faults in ${durationMs / 60_000} minutes, seed ${options.seed}`)
    const startedMs = performance.now()
    const stopReporting = reporter.start({ history, recoveries, readTotal })
    await injectFaults(faults, stage.targets, reporter.watcher(calm, recoveries), signal)
    await pause(Math.max(0, durationMs - (performance.now() - startedMs)), undefined, { signal })
    await untilJudgeable(calm, signal)
    await untilCast(options, history, signal)
    await workload.stop()
    stopReporting()
    await watch.untilJudged(mostJudgingMs)
    await watch.stop()
    await settle(stage, history, output, signal)
    const stillOpen = recoveries.open
    const observed = await step('Reading what was counted', output, () =>
      readObserved(history, stage.addresses, { signal, onProgress: (what) => output.say(output.colors.dim(what)) }),
    )
    if (!observed.log) output.say(output.colors.yellow(logLeftOut))
    const run = { options, faults, figures: workload.figures(), freshness: freshness.figures(), recoveries, stillOpen }
    return proofOf(run, observed, stage.newerRecords.appended)
  } finally {
    recoveries.stop()
    await watch.stop()
    await workload.stop()
    for (const door of doors) door.close()
  }
}

interface Run {
  readonly options: ProveOptions
  readonly faults: readonly PlannedFault[]
  readonly figures: Figures
  readonly freshness: FreshnessFigures
  readonly recoveries: Recoveries
  /** what the system had not recovered from at the end */
  readonly stillOpen: readonly string[]
}

function proofOf(run: Run, observed: Observed, newerRecords: number): Proof {
  const { options, faults, figures, freshness, recoveries, stillOpen } = run
  const { votes, accepted, refused, unknown, misjudged, lastUnexpected } = figures
  const verdict = judge(observed)
  return {
    report: {
      votes,
      accepted,
      refused,
      unknown,
      ...countsOf(faults),
      lost: verdict.lost + verdict.uncounted,
      double: verdict.double + verdict.refusedCounted + verdict.alien,
      wrong: verdict.wrong,
      brokers: options.brokers,
      archive: options.archive,
      freshness,
      longestRecoveryMs: recoveries.longest?.tookMs ?? 0,
      seed: options.seed,
    },
    remarks: [
      ...remarksOf(verdict),
      ...stillOpen.map((name) => `The system did not recover from: ${name}`),
      ...(observed.dead < newerRecords
        ? [`${newerRecords} records of a newer version, but ${observed.dead} dead letters`]
        : []),
      ...(misjudged > 0 ? [`${misjudged} answers judged a vote wrongly`] : []),
      ...(lastUnexpected === undefined ? [] : [`A door answered as none ever should: ${lastUnexpected}`]),
    ],
  }
}

async function untilWarm(recoveries: Recoveries, signal: AbortSignal): Promise<void> {
  recoveries.watch('start')
  const untilMs = performance.now() + warmUpMs
  while (recoveries.open.length > 0) {
    if (performance.now() > untilMs) throw new Error('the system did not begin to count')
    await pause(200, undefined, { signal })
  }
  recoveries.forget()
}

/** Lets votes go on until some were cast in a calm: faults that wait for each other may reach into the planned one. */
async function untilJudgeable(calm: Calm, signal: AbortSignal): Promise<void> {
  const untilMs = performance.now() + mostCalmingMs
  while (performance.now() < Math.min(untilMs, calm.sinceMs() + judgedCalmMs)) await pause(500, undefined, { signal })
}

/** Lets votes go on until as many were cast as were asked for. @throws Error where they do not come in twice the time */
async function untilCast(
  { votes = 0, durationMs }: ProveOptions,
  history: History,
  signal: AbortSignal,
): Promise<void> {
  const untilMs = performance.now() + durationMs
  while (history.totals().votes < votes) {
    if (performance.now() > untilMs) throw new Error(`${votes} votes were not cast in time: the rate is too low`)
    await pause(500, undefined, { signal })
  }
}

/** Waits until nothing moves any more. */
async function settle(stage: Stage, history: History, output: Output, signal: AbortSignal): Promise<void> {
  await step('Waiting until every process is up', output, () => stage.allUp())
  const held = await step('Emptying the outbox', output, () =>
    untilOutboxIsEmpty(stage.edge, stage.relaySecret, drainMs, signal),
  )
  if (held > 0) output.say(output.colors.yellow(`The outbox still holds ${held} votes.`))
  const expectation = {
    before: 0,
    accepted: history.totals().accepted,
    lastAcceptedMs: performance.now(),
    patienceMs,
    quietMs,
  }
  await step('Counting', output, () => waitUntilCounted(totalAt(stage.addresses.results), expectation, signal))
}

function countsOf(faults: readonly PlannedFault[]): { readonly kills: number; readonly faults: number } {
  return {
    kills: faults.filter(({ kind }) => kind === 'kill' || kind === 'kill broker').length,
    faults: faults.filter(isDisturbing).length,
  }
}

function remarksOf(verdict: Verdict): readonly string[] {
  const examples = Object.entries(verdict.examples).flatMap(([what, keys]) =>
    keys.length === 0 ? [] : [`${what}: ${keys.join(' ')}`],
  )
  return verdict.clean ? [] : [...examples, ...verdict.disagreements]
}
