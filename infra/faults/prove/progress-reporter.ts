import type { ReadTotal } from '../../load/counting.ts'
import { grouped, type Output } from '../../terminal/index.ts'
import type { Calm } from './calm.ts'
import { endOf } from './fault-names.ts'
import type { History } from './history/index.ts'
import type { Watcher } from './inject.ts'
import type { PlannedFault } from './plan.ts'
import type { Recoveries } from './recovery.ts'

interface Watched {
  readonly history: History
  readonly recoveries: Recoveries
  readonly readTotal: ReadTotal
}

const betweenFiguresMs = 10_000

/** Reports a run to a person: each fault as it happens, and every ten seconds how far the votes are. */
export class ProgressReporter {
  readonly #output: Output
  #startedMs = performance.now()

  constructor(output: Output) {
    this.#output = output
  }

  /** The load's time begins; figures are reported until the function that it gives back is called. */
  start({ history, recoveries, readTotal }: Watched): () => void {
    this.#startedMs = performance.now()
    const timer = setInterval(async () => {
      const counted = await readTotal().catch(() => null)
      const { votes, accepted, unknown } = history.totals()
      const open = recoveries.open.length
      const figures = [
        `${grouped(votes)} votes`,
        `accepted ${grouped(accepted)}`,
        `unknown ${grouped(unknown)}`,
        `counted ${counted === null ? '?' : grouped(counted)}`,
        ...(open > 0 ? [`recovering from ${open} fault${open > 1 ? 's' : ''}`] : []),
      ]
      this.#say(this.#output.colors.dim(figures.join('   ')))
    }, betweenFiguresMs)
    return () => clearInterval(timer)
  }

  /** A process exited though nobody killed it. */
  exited(name: string, how: string): void {
    const lines = how.split('\n')
    const last = lines.length > 1 ? `\n${lines.at(-1)}` : ''
    this.#say(this.#output.colors.yellow(`${name} exited: ${lines[0]}${last}`))
  }

  /** Reports faults, and hands each on from the moment from which its recovery is measured. */
  watcher(calm: Calm, recoveries: Recoveries): Watcher {
    return {
      begins: (name, fault) => {
        this.#say(name)
        calm.begins()
        if (!isOverBeforeRecovery(fault) && isDisturbing(fault)) recoveries.watch(name)
      },
      ends: (name, fault, lastedMs) => {
        this.#say(`${name}: ${endOf(fault)} after ${(lastedMs / 1_000).toFixed(1)} s`)
        if (isOverBeforeRecovery(fault)) recoveries.watch(name)
        calm.ends()
      },
    }
  }

  #say(line: string): void {
    const seconds = ((performance.now() - this.#startedMs) / 1_000).toFixed(1)
    this.#output.say(`${seconds.padStart(7)} s  ${line}`)
  }
}

/** Nothing recovers from what still goes on: such faults are measured from their end, kills from their begin. */
function isOverBeforeRecovery(fault: PlannedFault): boolean {
  return 'lastsMs' in fault || fault.kind === 'roll brokers' || fault.kind === 'move leaders'
}

/** Whether there is anything to recover from. */
export function isDisturbing({ kind }: PlannedFault): boolean {
  return kind !== 'copy Redis' && kind !== 'copy archive' && kind !== 'newer record' && kind !== 'redrive'
}
