import type { ReadTotal } from '../../load/counting.ts'
import { grouped, type Output } from '../../terminal/index.ts'
import type { History } from './history/index.ts'
import type { PlannedFault } from './plan.ts'
import type { Recoveries } from './recovery.ts'
import type { Watcher } from './strike.ts'

interface Watched {
  readonly history: History
  readonly recoveries: Recoveries
  readonly readTotal: ReadTotal
}

const betweenFiguresMs = 10_000
const endings: Readonly<Record<PlannedFault['kind'], string>> = {
  kill: 'ready again',
  freeze: 'goes on',
  network: 'mended',
  snapshot: 'done',
  'roll-back': 'answers again',
  flush: 'done',
}

/** Tells a person of a run: each fault as it happens, and every ten seconds how far the votes are. */
export class Teller {
  readonly #output: Output
  #startedMs = performance.now()

  constructor(output: Output) {
    this.#output = output
  }

  /** The load's time begins; figures are told until the function that it gives back is called. */
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
        ...(open > 0 ? [`getting over ${open} fault${open > 1 ? 's' : ''}`] : []),
      ]
      this.#say(this.#output.colors.dim(figures.join('   ')))
    }, betweenFiguresMs)
    return () => clearInterval(timer)
  }

  /** A process ended though nobody killed it. */
  fell(name: string, how: string): void {
    const [first = how] = how.split('\n')
    this.#say(this.#output.colors.yellow(`${name} fell: ${first}`))
  }

  /** Tells faults, and hands each on from the moment from which its recovery is measured. */
  watcher(onWound: (name: string) => void): Watcher {
    const lasts = (fault: PlannedFault) => 'lastsMs' in fault
    return {
      begins: (name, fault) => {
        this.#say(name)
        if (!lasts(fault) && fault.kind !== 'snapshot') onWound(name)
      },
      ends: (name, fault, lastedMs) => {
        this.#say(`${name}: ${endings[fault.kind]} after ${(lastedMs / 1_000).toFixed(1)} s`)
        if (lasts(fault)) onWound(name)
      },
    }
  }

  #say(line: string): void {
    const seconds = ((performance.now() - this.#startedMs) / 1_000).toFixed(1)
    this.#output.say(`${seconds.padStart(7)} s  ${line}`)
  }
}
