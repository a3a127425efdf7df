import { join } from 'node:path'
import { type BrokerLink, freePort, linkBrokers, startToxiproxy, type Toxiproxy } from '../../engines/index.ts'
import { cutOff, ToxiproxyClient } from '../network/index.ts'
import type { Heal } from './targets.ts'

/**
 * The ways between three brokers, each through a proxy. Their Toxiproxy is one of their own: the one before engines and
 * doors is restarted where it hangs, which would cut off all brokers at once.
 */
export class BrokerLinks {
  readonly #toxiproxy: Toxiproxy
  readonly #client: ToxiproxyClient
  readonly #links: readonly BrokerLink[]

  private constructor(toxiproxy: Toxiproxy, links: readonly BrokerLink[]) {
    this.#toxiproxy = toxiproxy
    this.#client = new ToxiproxyClient(toxiproxy.address)
    this.#links = links
  }

  /** Starts the proxies; the brokers must not have been started before. @throws Error naming what is missing */
  static async start(engineFolder: string, say: (line: string) => void): Promise<BrokerLinks> {
    const toxiproxy = await startToxiproxy(join(engineFolder, 'broker-links'), await freePort(), say)
    const started = new BrokerLinks(toxiproxy, await linkBrokers(engineFolder))
    for (const link of started.#links) await started.#client.createProxy(link)
    return started
  }

  /** Cuts a broker off from the others, not from its clients. @throws ToxiproxyError */
  async isolate(broker: number): Promise<Heal> {
    const fault = await cutOff(this.#client, this.#links, broker)
    return () => fault.undo()
  }

  stop(): Promise<void> {
    return this.#toxiproxy.stop()
  }
}
