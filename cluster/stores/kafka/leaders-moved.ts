import { pause } from './aborting.ts'
import type { DisposableProducer } from './disposable-producer.ts'

/** Another producer knows other leaders than the one in use. */
export class LeadersMoved extends Error {
  readonly successor: DisposableProducer

  constructor(successor: DisposableProducer) {
    super('leaders moved')
    this.name = 'LeadersMoved'
    this.successor = successor
  }
}

/** How long a batch may be silent before the leaders are looked up again, and between two times. */
const lookAgainMs = 600

/**
 * Looks up the leaders while a batch is silent. A frozen broker never says that it leads no more; the others do, as soon
 * as the controller has noticed. A batch that only takes long is not given up for it. Never rejects.
 * @param open opens another producer, through another broker where there is one
 * @returns an open producer that knows other leaders; undefined when the signal aborts
 */
export async function successorOf(
  producer: DisposableProducer,
  open: (signal: AbortSignal) => Promise<DisposableProducer>,
  signal: AbortSignal,
): Promise<DisposableProducer | undefined> {
  while (await pause(lookAgainMs, signal)) {
    const other = await open(signal).catch(() => undefined)
    if (!other) continue
    if (!signal.aborted && !sameLeaders(producer.leaders, other.leaders)) return other
    other.discard()
  }
  return undefined
}

function sameLeaders(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): boolean {
  return one.size === other.size && [...one].every(([partition, leader]) => other.get(partition) === leader)
}
