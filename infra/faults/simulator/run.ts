import type { Breakage } from './breakage.ts'
import { Crew } from './crew.ts'
import { scheduleFaults } from './faults.ts'
import { VirtualTime } from './virtual-time.ts'
import { Voters } from './voters.ts'
import { World } from './world.ts'

const activeMs = 4_000
const quietMs = 15_000
const patienceMs = 300_000
// A recount may meet a slow network like any call; in life there is another one every minute.
const recounts = 4

/** What a run found; no faults is a clean one. */
export interface RunResult {
  readonly seed: number
  readonly faults: readonly string[]
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
    const crew = new Crew(world)
    const voters = new Voters(world)
    for (let count = world.random.between(1, 3); count > 0; count -= 1) crew.hire()
    voters.start(activeMs)
    scheduleFaults(world, crew, activeMs)
    await time.pass(() => time.elapsedMs >= quietMs && voters.areDone, patienceMs)
    await time.pass(() => isSettled(world), patienceMs)
    for (let round = 0; round < (world.tally.wasTampered ? recounts : 1); round += 1) {
      if (world.tally.wasTampered) crew.audit()
      await time.pass(() => false, 4_000)
    }
    const settled = await time.pass(() => isSettled(world), patienceMs)
    return {
      seed,
      faults: judge(world, voters, crew, settled),
      accepted: voters.accepted.size,
      virtualMs: time.elapsedMs,
    }
  } finally {
    time.uninstall()
  }
}

function isSettled({ log, tally }: World): boolean {
  const watermarks = tally.watermarks()
  return Array.from({ length: log.partitionCount }, (_, partition) => partition).every(
    (partition) => watermarks.get(`1:${partition}`) === log.end(partition),
  )
}

/** The promise: what was accepted counts once, what stands in the log counts once, nothing else counts. */
function judge({ log, tally, doubled, archive }: World, voters: Voters, crew: Crew, settled: boolean): string[] {
  const counts = tally.bands()
  const inLog = log.keys()
  const faults: string[] = []
  if (!settled) faults.push('the tally never reached the log’s end')
  for (const failure of crew.failures) faults.push(`a consumer gave up: ${failure.message}`)
  for (const key of doubled) faults.push(`${key} was counted twice at some moment`)
  for (const key of voters.accepted)
    if (counts.get(key) !== 1) faults.push(`${key} was accepted and counts ${counts.get(key) ?? 0} times`)
  for (const key of inLog) {
    if (counts.get(key) !== 1) faults.push(`${key} is in the log and counts ${counts.get(key) ?? 0} times`)
    if (!archive.rows.has(key)) faults.push(`${key} is in the log and not in the archive`)
  }
  for (const key of counts.keys()) if (!inLog.has(key)) faults.push(`${key} counts and is not in the log`)
  return faults
}
