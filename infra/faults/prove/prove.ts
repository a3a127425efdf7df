import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { edgeDoor, grpcDoor } from '../../clients/cast/index.ts'
import { engineNames, killEngine } from '../../engines/index.ts'
import { totalAt, waitUntilCounted } from '../../load/counting.ts'
import { buildMissing } from '../../local/build/index.ts'
import { type EdgeTransport, logFolderOf, type Session, withProcesses } from '../../local/system/index.ts'
import { Interrupted, type Output, step } from '../../terminal/index.ts'
import { Random } from '../random.ts'
import { History, judge, readObserved, type Verdict } from './history/index.ts'
import { untilOutboxIsEmpty } from './outbox-empty.ts'
import { planFaults } from './plan.ts'
import { Recoveries } from './recovery.ts'
import type { ProveReport } from './report.ts'
import { type Stage, startStage } from './stage.ts'
import { strike } from './strike.ts'
import { Teller } from './teller.ts'
import { startVoters } from './voters/index.ts'

export interface ProveOptions {
  readonly seed: number
  /** how long votes are cast and faults happen */
  readonly durationMs: number
  /** votes a second over both doors together */
  readonly rate: number
  /** the edge's way to the log */
  readonly edgeTransport: EdgeTransport
}

export interface Proof {
  readonly report: ProveReport
  /** what the checker has to say, a line each; nothing where the promise held */
  readonly remarks: readonly string[]
}

/** What a consumer logs where its recount finds the tally wrong. */
const repairLine = 'the tally differed from the archive'
const warmUpMs = 60_000
const drainMs = 120_000
const patienceMs = 240_000
/** A vote of which nobody knows may still be under way: nothing may have moved for longer than any of our timeouts. */
const quietMs = 6_000

/**
 * Casts votes through both doors of a system on real engines while everything in it is killed, cut off, slowed down, frozen and
 * rolled back at random, and then holds each vote's history against what was counted. The folder with the logs stays
 * where the promise did not hold.
 * @throws EnginesError, ProcessDied, ToxiproxyError, Interrupted; Error naming a tool that is missing
 */
export async function prove(options: ProveOptions, output: Output): Promise<Proof> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-prove-'))
  let isProven = false
  try {
    const proof = await withProcesses(folder, output, (session) => run(options, folder, session, output))
    if (!proof) throw new Interrupted()
    isProven = proof.remarks.length === 0
    return proof
  } catch (error) {
    isProven = error instanceof Interrupted
    throw error
  } finally {
    // Nobody needs these data again, and a crash is the quickest stop.
    for (const name of engineNames) await killEngine(join(folder, 'engines'), name, { andRest: true })
    if (isProven) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    else output.say(`The logs of its processes: ${logFolderOf(folder)}`)
  }
}

async function run(options: ProveOptions, folder: string, session: Session, output: Output): Promise<Proof> {
  const { signal } = session
  const teller = new Teller(output)
  await buildMissing(output, signal)
  const { edgeTransport } = options
  const repairs: string[] = []
  const stage = await startStage(
    {
      folder,
      edgeTransport,
      onFall: (name, how) => teller.fell(name, how),
      onTrouble: (name, line) => {
        if (line.includes(repairLine)) repairs.push(`${name}: ${line}`)
      },
    },
    session,
    output,
  )
  try {
    const { log, tally, archive } = stage.engines
    output.say(`${log}, ${tally}, ${archive}; the edge writes to ${edgeTransport === 'kafka' ? 'Kafka' : 'the relay'}`)
    const proof = await castAndStrike(options, stage, teller, output, signal)
    // A wrong total that the recount has put right was on screen all the same.
    return { ...proof, remarks: [...proof.remarks, ...repairs] }
  } finally {
    await stage.stop()
  }
}

async function castAndStrike(
  { seed, durationMs, rate }: ProveOptions,
  stage: Stage,
  teller: Teller,
  output: Output,
  signal: AbortSignal,
): Promise<Proof> {
  const history = new History()
  const doors = [edgeDoor(stage.doors.edge), grpcDoor(stage.doors.grpc)]
  const readTotal = totalAt(stage.results)
  const voters = startVoters({ doors, history, rate, random: new Random(seed), signal })
  const load = { accepted: () => history.totals().accepted, lastAcceptedMs: () => voters.figures().lastAcceptedMs }
  const recoveries = new Recoveries(load, readTotal)
  try {
    await step('Waiting until both doors accept and votes are counted', output, async () => {
      recoveries.watch('start')
      const untilMs = performance.now() + warmUpMs
      while (recoveries.open.length > 0) {
        if (performance.now() > untilMs) throw new Error('the system did not begin to count')
        await pause(200, undefined, { signal })
      }
    })
    recoveries.forget()
    const faults = planFaults(seed, durationMs)
    output.say(`${faults.length} faults in ${durationMs / 60_000} minutes, seed ${seed}`)
    const startedMs = performance.now()
    const stopTelling = teller.start({ history, recoveries, readTotal })
    const watcher = teller.watcher((name) => recoveries.watch(name))
    await strike(faults, stage.targets, watcher, signal)
    await pause(Math.max(0, durationMs - (performance.now() - startedMs)), undefined, { signal })
    await voters.stop()
    stopTelling()
    await settle(stage, history, output, signal)
    const openYet = recoveries.open
    const observed = await step('Reading what was counted', output, () =>
      readObserved(stage.stores, stage.results, { signal }),
    )
    const verdict = judge(history, observed)
    const { votes, accepted, refused, unknown, misjudged, lastUnexpected } = voters.figures()
    return {
      report: {
        votes,
        accepted,
        refused,
        unknown,
        kills: faults.filter(({ kind }) => kind === 'kill').length,
        faults: faults.filter(({ kind }) => kind !== 'snapshot').length,
        lost: verdict.lost + verdict.uncounted,
        double: verdict.double + verdict.refusedCounted + verdict.alien,
        longestRecoveryMs: recoveries.longest?.tookMs ?? 0,
        seed,
      },
      remarks: [
        ...remarksOf(verdict),
        ...openYet.map((name) => `The system did not get over: ${name}`),
        ...(misjudged > 0 ? [`${misjudged} answers judged a vote wrongly`] : []),
        ...(lastUnexpected === undefined ? [] : [`A door answered as none ever should: ${lastUnexpected}`]),
      ],
    }
  } finally {
    recoveries.stop()
    await voters.stop()
    for (const door of doors) door.close()
  }
}

/** Waits until nothing moves any more. */
async function settle(stage: Stage, history: History, output: Output, signal: AbortSignal): Promise<void> {
  await step('Waiting until every process is up', output, () => stage.allUp())
  const held = await step('Emptying the outbox', output, () =>
    untilOutboxIsEmpty(stage.edge, stage.relayKey, drainMs, signal),
  )
  if (held > 0) output.say(output.colors.yellow(`The outbox still holds ${held} votes.`))
  const expectation = {
    before: 0,
    accepted: history.totals().accepted,
    lastAcceptedMs: performance.now(),
    patienceMs,
    quietMs,
  }
  await step('Counting', output, () => waitUntilCounted(totalAt(stage.results), expectation, signal))
}

function remarksOf(verdict: Verdict): readonly string[] {
  const examples = Object.entries(verdict.examples).flatMap(([what, keys]) =>
    keys.length === 0 ? [] : [`${what}: ${keys.join(' ')}`],
  )
  return verdict.clean ? [] : [...examples, ...verdict.disagreements]
}
