import { brokersOf as brokersIn, moveLeaders, rollingRestart, untilInSync } from '../../engines/index.ts'
import type { BrokerLinks } from './broker-links.ts'
import type { Brokers } from './targets.ts'

const inSyncPatienceMs = 180_000

export interface BrokersOptions {
  readonly folder: string
  /** `host:port` of each, without proxies */
  readonly addresses: readonly string[]
  /** absent: none can be cut off from the others */
  readonly links: BrokerLinks | undefined
}

/**
 * The brokers of a folder's Kafka. Whatever is done to one is over when every partition has all of its replicas in sync:
 * two brokers away at once are more than the promise covers.
 */
export function brokersOf({ folder, addresses, links }: BrokersOptions): Brokers {
  const brokers = brokersIn(folder)
  const brokerOf = (id: number) => {
    const broker = brokers.find((one) => one.id === id)
    if (!broker) throw new Error(`there is no broker ${id}`)
    return broker
  }
  const inSync = () => untilInSync(addresses, inSyncPatienceMs)
  return {
    async kill(id) {
      await brokerOf(id).kill()
      await brokerOf(id).start()
      await inSync()
    },
    async freeze(id) {
      brokerOf(id).freeze()
      return async () => {
        brokerOf(id).thaw()
        await inSync()
      }
    },
    async isolate(id) {
      if (!links) throw new Error(`broker ${id} cannot be cut off from the others`)
      const heal = await links.isolate(id)
      return async () => {
        await heal()
        await inSync()
      }
    },
    moveLeaders: () => moveLeaders(addresses, 'votes'),
    roll: () => rollingRestart(folder),
  }
}
