import { setTimeout as pause } from 'node:timers/promises'
import { act, turnsOf } from './act.ts'
import { nameOf } from './fault-names.ts'
import type { PlannedFault } from './plan.ts'
import type { Targets } from './targets.ts'

/** What is called for each fault as it happens. */
export interface Watcher {
  /** The fault begins: the part is being killed, the link broken. */
  begins(name: string, fault: PlannedFault): void
  /** The part is ready again, the link healed. */
  ends(name: string, fault: PlannedFault, lastedMs: number): void
}

/**
 * Injects the faults at their times. Faults of different parts overlap as they come; two of the same part or link, and
 * all of brokers, wait for each other. Resolves when the last is over. What was broken is healed also where the signal aborts.
 * @throws what a target throws; the faults that are due later are left out then
 */
export async function injectFaults(
  faults: readonly PlannedFault[],
  targets: Targets,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<void> {
  const trouble = new AbortController()
  const stopped = AbortSignal.any([signal, trouble.signal])
  const turns = new Map<string, Promise<unknown>>()
  const startedMs = performance.now()
  const inject = async (fault: PlannedFault) => {
    if (stopped.aborted) return
    const name = nameOf(fault)
    const beganMs = performance.now()
    watcher.begins(name, fault)
    await act(fault, targets, stopped)
    watcher.ends(name, fault, Math.round(performance.now() - beganMs))
  }
  const running = faults.map(async (fault) => {
    await pause(Math.max(0, fault.atMs - (performance.now() - startedMs)), undefined, { signal: stopped })
    const own = turnsOf(fault)
    const turn = Promise.all(own.map((name) => turns.get(name))).then(() => inject(fault))
    for (const name of own)
      turns.set(
        name,
        turn.catch(() => {}),
      )
    await turn
  })
  for (const one of running) one.catch((error: unknown) => trouble.abort(error))
  await Promise.allSettled(running)
  stopped.throwIfAborted()
}
