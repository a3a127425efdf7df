import { addressesOf, type Broker, brokersOf } from './brokers.ts'
import { untilInSync } from './in-sync.ts'

const inSyncPatienceMs = 120_000

/**
 * Stops each broker in good order and starts it again, one after the other, as an upgrade does: the next one's turn
 * comes when every partition has all of its replicas in sync.
 * @param each called for a broker that is back and in sync
 * @throws Error where a broker does not come back in time
 */
export async function rollingRestart(folder?: string, each: (broker: Broker) => void = () => {}): Promise<void> {
  for (const broker of brokersOf(folder)) {
    await broker.stop()
    await broker.start()
    await untilInSync(addressesOf(folder), inSyncPatienceMs)
    each(broker)
  }
}
