import { freePort, startToxiproxy, type Toxiproxy } from '../engines/index.ts'
import { host } from '../local/system/index.ts'
import {
  cut,
  cutAfterAppend,
  type Fault,
  type FaultyProxy,
  halfOpen,
  reset,
  slow,
  ToxiproxyClient,
  trickle,
} from './network/index.ts'
import { type Effect, type LinkName, links } from './plan.ts'

/** Enough for a new connection's first questions, so that what follows is an append whose answer is cut. */
const answerBytes = 4_096

const faults: Readonly<Record<Effect, (where: FaultyProxy) => Promise<Fault>>> = {
  cutBeforeAnswer: (where) => cutAfterAppend(where, where.proxy === 'kafka' ? { answerBytes } : {}),
  slow: (where) => slow(where),
  trickle: (where) => trickle(where),
  halfOpen: (where) => halfOpen(where),
  cut: (where) => cut(where),
  reset: (where) => reset(where),
}

/** The proxies before the engines and before the doors. */
export class Links {
  /** where each proxy listens */
  readonly ports: Readonly<Record<LinkName, number>>
  readonly version: string
  readonly #toxiproxy: Toxiproxy
  readonly #client: ToxiproxyClient

  private constructor(toxiproxy: Toxiproxy, ports: Readonly<Record<LinkName, number>>) {
    this.#toxiproxy = toxiproxy
    this.#client = new ToxiproxyClient(toxiproxy.address)
    this.ports = ports
    this.version = toxiproxy.version
  }

  /** Starts Toxiproxy; its proxies come with `connect`. @throws Error naming what is missing */
  static async start(folder: string, say: (line: string) => void): Promise<Links> {
    const toxiproxy = await startToxiproxy(folder, await freePort(), say)
    const ports: [LinkName, number][] = []
    for (const link of links) ports.push([link, await freePort(ports.map(([, port]) => port))])
    return new Links(toxiproxy, Object.fromEntries(ports) as Record<LinkName, number>)
  }

  /** Lets a link's proxy lead to where its server listens. */
  async connect(link: LinkName, upstreamPort: number): Promise<void> {
    const listen = `${host}:${this.ports[link]}`
    await this.#client.createProxy({ name: link, listen, upstream: `${host}:${upstreamPort}` })
  }

  /** Breaks a link; the function that it gives back mends it. @throws ToxiproxyError */
  async break(link: LinkName, effect: Effect): Promise<() => Promise<void>> {
    const fault = await faults[effect]({ client: this.#client, proxy: link })
    return () => fault.undo()
  }

  stop(): Promise<void> {
    return this.#toxiproxy.stop()
  }
}
