import { brokersOf as brokersIn, moveLeaders } from '../../engines/index.ts'
import type { Brokers } from './targets.ts'

/**
 * The brokers of a folder's Kafka.
 * @param addresses `host:port` of each, without proxies
 */
export function brokersOf(folder: string, addresses: readonly string[]): Brokers {
  const brokers = brokersIn(folder)
  const brokerOf = (id: number) => {
    const broker = brokers.find((one) => one.id === id)
    if (!broker) throw new Error(`there is no broker ${id}`)
    return broker
  }
  return {
    async kill(id) {
      await brokerOf(id).kill()
      await brokerOf(id).start()
    },
    async freeze(id) {
      brokerOf(id).freeze()
      return async () => brokerOf(id).thaw()
    },
    moveLeaders: () => moveLeaders(addresses, 'votes'),
    async roll() {
      for (const broker of brokers) {
        await broker.stop()
        await broker.start()
      }
    },
  }
}
