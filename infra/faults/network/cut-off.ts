import type { BrokerLink } from '../../engines/index.ts'
import { cut, type Fault } from './faults.ts'
import type { ToxiproxyClient } from './toxiproxy-client.ts'

/**
 * Cuts a broker off from the others, both ways, its followers' fetches and the quorum alike; clients still reach all of
 * them. What it leads goes to the others once the controller has fenced it.
 * @param links all links of its cluster, each with its proxy
 * @throws ToxiproxyError, also where one of its links is cut already
 */
export async function cutOff(client: ToxiproxyClient, links: readonly BrokerLink[], broker: number): Promise<Fault> {
  const own = links.filter(({ from, to }) => from === broker || to === broker)
  const faults: Fault[] = []
  const undo = async () => {
    await Promise.all(faults.map((fault) => fault.undo()))
  }
  try {
    for (const { name } of own) faults.push(await cut({ client, proxy: name }))
    return { undo }
  } catch (error) {
    await undo().catch(() => {})
    throw error
  }
}
