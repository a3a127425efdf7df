import type { Breakage } from './breakage.ts'
import { Workload } from './door/workload.ts'
import { isRight, isSettled, judge } from './judge.ts'
import { planFaults } from './plan/index.ts'
import { VirtualTime } from './virtual-time.ts'
import { World } from './world.ts'

const quietMs = 11_000
const patienceMs = 300_000
/** A redriven record may be lost on its way, and die again. */
const redrives = 8
/** In life there is a recount every minute. A process that is started anew needs five seconds to be sure that it cannot go on. */
const recountPauseMs = 12_000
/** How long a right tally is watched at rest. */
const watchMs = 4_000

/** What a run found; no faults is a clean one. */
export interface RunResult {
  readonly seed: number
  readonly faults: readonly string[]
  /** what went wrong in it, in order */
  readonly history: readonly string[]
  readonly accepted: number
  readonly virtualMs: number
}

/**
 * Runs one seed: the real doors' batcher, consumers and auditor on simulated engines, with everything going wrong that
 * may; then, when all is calm again, asks whether each vote counts once. The same seed always runs the same way.
 */
export async function runSeed(seed: number, breakage?: Breakage): Promise<RunResult> {
  const time = new VirtualTime()
  time.install()
  try {
    const world = new World(seed, new Set(breakage ? [breakage] : []))
    const workload = new Workload(world)
    world.consumers.startAll(world.random.between(1, 3))
    const activeMs = planFaults(world)
    workload.start(activeMs)
    const calmMs = activeMs + quietMs
    await time.pass(() => time.elapsedMs >= calmMs && workload.isDone && world.operator.isIdle, patienceMs)
    const settled = (await settle(world, time)) && (await resolveLetters(world, time))
    return {
      seed,
      faults: judge(world, workload, settled),
      history: world.history,
      accepted: workload.accepted.size,
      virtualMs: time.elapsedMs,
    }
  } finally {
    time.uninstall()
  }
}

/** Waits until all is counted, with the recounts that a disaster makes necessary. Returns whether it is. */
async function settle(world: World, time: VirtualTime): Promise<boolean> {
  const { disasters, consumers, operator } = world
  const isDone = () => operator.isIdle && isSettled(world)
  const deadlineMs = time.elapsedMs + patienceMs
  while (time.elapsedMs < deadlineMs) {
    if (disasters.needRecount) {
      consumers.auditAnew()
      await time.pass(() => false, recountPauseMs)
      if (isDone() && isRight(world)) return true
    } else {
      if (!(await time.pass(isDone, patienceMs))) return false
      // What a door gave up may still be on its way.
      await time.pass(() => false, watchMs)
      if (isDone()) return true
    }
  }
  return false
}

/** Fixes what made dead letters and redrives them. Returns whether each is resolved and all is counted. */
async function resolveLetters(world: World, time: VirtualTime): Promise<boolean> {
  if (world.deadLetters.all().length === 0) return true
  // A newer consumer may have archived what an older one took for dead.
  world.disasters.tallyMayDiffer = true
  world.operator.upgrade()
  for (let round = 0; round < redrives; round += 1) {
    if (!(await settle(world, time))) return false
    let areResolved: boolean | undefined
    void world.operator.redrive().then((answer) => {
      areResolved = answer
    })
    await time.pass(() => areResolved !== undefined, patienceMs)
    if (areResolved) return true
  }
  return false
}
