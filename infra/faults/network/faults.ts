import type { BrokerLink } from '../../engines/index.ts'
import type { PlacedToxic, ToxiproxyClient } from './toxiproxy-client.ts'

/** A fault that holds until it is undone. */
export interface Fault {
  /** Ends the fault; may be called again. @throws ToxiproxyError */
  undo(): Promise<void>
}

/** The proxy that a fault is put on. All of these throw ToxiproxyError, also where the fault holds there already. */
export interface FaultyProxy {
  readonly client: ToxiproxyClient
  /** Name of the proxy. */
  readonly proxy: string
}

/**
 * Requests reach the server, their answers do not: each connection is closed where its answer would come. Of a broker's
 * connections those that are open now lose the answer to the append under way, or to the next; new ones get no further
 * than their first question, so that this is a fault for moments, to be put on again and again.
 * @param options.answerBytes what each connection still gets before it is closed, counted from now; 0 unless given.
 *   With a few thousand, new connections of Kafka clients live long enough to append
 */
export function cutAfterAppend(where: FaultyProxy, { answerBytes = 0 } = {}): Promise<Fault> {
  return putOn(where, [
    {
      name: 'cut-after-append',
      stream: 'downstream',
      toxic: { type: 'limit_data', attributes: { bytes: answerBytes } },
    },
  ])
}

/** All bytes come late, both ways by `latencyMs`, more or less `jitterMs`. */
export function slow(where: FaultyProxy, { latencyMs = 500, jitterMs = 250 } = {}): Promise<Fault> {
  return bothWays(where, 'slow', { type: 'latency', attributes: { latency: latencyMs, jitter: jitterMs } })
}

/** Few bytes come through, both ways `kbPerSecond` on each connection. */
export function trickle(where: FaultyProxy, { kbPerSecond = 4 } = {}): Promise<Fault> {
  return bothWays(where, 'trickle', { type: 'bandwidth', attributes: { rate: kbPerSecond } })
}

/**
 * Bytes vanish both ways, the connections stay open, as behind a router that has lost them. Undone, these connections
 * are closed: what vanished does not come back.
 */
export function halfOpen(where: FaultyProxy): Promise<Fault> {
  return bothWays(where, 'half-open', { type: 'timeout', attributes: { timeout: 0 } })
}

/** Connections are closed and new ones refused, as by a server that is not there. */
export async function cut({ client, proxy }: FaultyProxy): Promise<Fault> {
  await client.setEnabled(proxy, false)
  return { undo: () => client.setEnabled(proxy, true) }
}

/**
 * New connections are reset (RST) when they are first used, and those that are open now are closed at their next bytes.
 * @param options.at `request`: what the client sends does not arrive. `answer`: it does, the answer does not
 */
export function reset(where: FaultyProxy, { at = 'request' }: { at?: 'request' | 'answer' } = {}): Promise<Fault> {
  const stream = at === 'request' ? 'upstream' : 'downstream'
  return putOn(where, [{ name: 'reset', stream, toxic: { type: 'reset_peer', attributes: { timeout: 0 } } }])
}

function bothWays(where: FaultyProxy, name: string, toxic: PlacedToxic['toxic']): Promise<Fault> {
  return putOn(where, [
    { name: `${name}-up`, stream: 'upstream', toxic },
    { name: `${name}-down`, stream: 'downstream', toxic },
  ])
}

async function putOn({ client, proxy }: FaultyProxy, toxics: readonly PlacedToxic[]): Promise<Fault> {
  const undo = async () => {
    for (const { name } of toxics) await client.removeToxic(proxy, name)
  }
  try {
    for (const toxic of toxics) await client.addToxic(proxy, toxic)
  } catch (error) {
    // The one that failed may be another's; those before it are ours.
    await undo().catch(() => {})
    throw error
  }
  return { undo }
}

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
