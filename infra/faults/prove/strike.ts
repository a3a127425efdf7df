import { setTimeout as pause } from 'node:timers/promises'
import type { Effect, LinkName, PartName, PlannedFault } from './plan.ts'

/** Something that can be killed with -9 and comes back. */
export interface Part {
  /** Kills it and resolves when it is ready again. */
  kill(): Promise<void>
}

/** A process that can be stopped and go on, without its noticing. */
export interface Sleeper extends Part {
  freeze(): void
  thaw(): void
}

/** What faults are done to. */
export interface Targets {
  readonly parts: Readonly<Record<PartName, Part>>
  readonly sleepers: Readonly<Partial<Record<PartName, Sleeper>>>
  /** Breaks a link; the function that it gives back mends it. */
  breakLink(link: LinkName, effect: Effect): Promise<() => Promise<void>>
  /** Keeps a copy of Redis as it is now. */
  snapshotRedis(): Promise<void>
  /** Puts Redis back to the copy; resolves when it answers again. */
  rollBackRedis(): Promise<void>
  /** Empties Redis. */
  flushRedis(): Promise<void>
}

/** Told of each fault as it happens. */
export interface Watcher {
  /** The fault begins: the part was killed, the link is broken. */
  begins(name: string, fault: PlannedFault): void
  /** The part is ready again, the link is mended. */
  ends(name: string, fault: PlannedFault, lastedMs: number): void
}

/**
 * Does the faults at their times. Faults of different parts overlap as they come; two of the same part or link wait for each
 * other. Resolves when the last is over. What was begun is mended also where the signal aborts.
 * @throws what a target throws; the faults that are due later are left out then
 */
export async function strike(
  faults: readonly PlannedFault[],
  targets: Targets,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<void> {
  const trouble = new AbortController()
  const stopped = AbortSignal.any([signal, trouble.signal])
  const turns = new Map<string, Promise<unknown>>()
  const startedMs = performance.now()
  const running = faults.map(async (fault) => {
    await pause(Math.max(0, fault.atMs - (performance.now() - startedMs)), undefined, { signal: stopped })
    const whose = targetOf(fault)
    const before = turns.get(whose) ?? Promise.resolve()
    const turn = before.then(() => (stopped.aborted ? undefined : strikeOne(fault, targets, watcher, stopped)))
    turns.set(
      whose,
      turn.catch(() => {}),
    )
    await turn
  })
  for (const one of running) one.catch((error: unknown) => trouble.abort(error))
  await Promise.allSettled(running)
  stopped.throwIfAborted()
}

function targetOf(fault: PlannedFault): string {
  if (fault.kind === 'network') return `link ${fault.link}`
  return 'part' in fault ? fault.part : 'redis'
}

/** A fault in words, such as `kill -9 kafka`. */
export function nameOf(fault: PlannedFault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill -9 ${fault.part}`
    case 'freeze':
      return `freeze ${fault.part}`
    case 'network':
      return `${words[fault.effect]} (${fault.link})`
    case 'snapshot':
      return 'copy Redis for later'
    case 'roll-back':
      return 'roll Redis back to the copy'
    case 'flush':
      return 'empty Redis'
  }
}

const words: Readonly<Record<Effect, string>> = {
  cutBeforeAnswer: 'cut after the request, before the answer',
  slow: 'slow connections',
  trickle: 'bytes trickle',
  halfOpen: 'half-open connections',
  cut: 'cut off',
  reset: 'connections reset',
}

async function strikeOne(fault: PlannedFault, targets: Targets, watcher: Watcher, signal: AbortSignal): Promise<void> {
  const name = nameOf(fault)
  const startedMs = performance.now()
  watcher.begins(name, fault)
  await actOn(fault, targets, signal)
  watcher.ends(name, fault, Math.round(performance.now() - startedMs))
}

async function actOn(fault: PlannedFault, targets: Targets, signal: AbortSignal): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      return targets.parts[fault.part].kill()
    case 'freeze': {
      const sleeper = targets.sleepers[fault.part]
      if (!sleeper) throw new Error(`${fault.part} cannot be frozen`)
      sleeper.freeze()
      await waitFor(fault.lastsMs, signal)
      return sleeper.thaw()
    }
    case 'network': {
      const mend = await targets.breakLink(fault.link, fault.effect)
      await waitFor(fault.lastsMs, signal)
      return mend()
    }
    case 'snapshot':
      return targets.snapshotRedis()
    case 'roll-back':
      return targets.rollBackRedis()
    case 'flush':
      return targets.flushRedis()
  }
}

/** The wait of a fault that is to be mended in any case. */
async function waitFor(lastsMs: number, signal: AbortSignal): Promise<void> {
  await pause(lastsMs, undefined, { signal }).catch(() => {})
}
