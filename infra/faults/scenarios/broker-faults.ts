import { setTimeout as pause } from 'node:timers/promises'
import { brokersOf, moveLeaders, untilInSync } from '../../engines/index.ts'

/** What can be done to brokers one after the other. */
export const brokerFaults = ['roll', 'kill', 'freeze', 'move-leaders'] as const
export type BrokerFault = (typeof brokerFaults)[number]

/** How long a frozen broker stays so: longer than the controller waits for it. */
const frozenMs = 12_000
const betweenMs = 3_000
const inSyncPatienceMs = 180_000

export interface Cluster {
  /** of its engines */
  readonly folder: string
  /** `host:port` of its brokers */
  readonly addresses: readonly string[]
}

/**
 * Does a fault to one broker after the other, in their order, until the time is over. The next one's turn comes when every
 * partition has all of its replicas in sync: two brokers away at once are more than the promise covers.
 * @returns how many faults there were
 * @throws Error where a broker does not come back in time
 */
export async function disturbBrokers(
  { folder, addresses }: Cluster,
  fault: BrokerFault,
  untilMs: number,
  signal: AbortSignal,
): Promise<number> {
  const brokers = brokersOf(folder)
  for (let turn = 0; ; turn += 1) {
    const broker = brokers[turn % brokers.length]
    if (!broker || performance.now() > untilMs) return turn
    switch (fault) {
      case 'roll':
        await broker.stop()
        await broker.start()
        break
      case 'kill':
        await broker.kill()
        await broker.start()
        break
      case 'freeze':
        broker.freeze()
        await pause(frozenMs, undefined, { signal }).finally(() => broker.thaw())
        break
      case 'move-leaders':
        await moveLeaders(addresses, 'votes')
        break
    }
    await untilInSync(addresses, inSyncPatienceMs)
    await pause(betweenMs, undefined, { signal })
  }
}
