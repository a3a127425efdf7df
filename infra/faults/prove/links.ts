import { freePort, startToxiproxy, type Toxiproxy } from '../../engines/index.ts'
import { host } from '../../local/system/index.ts'
import {
  cut,
  cutAfterAppend,
  type Fault,
  type FaultyProxy,
  halfOpen,
  type ProxyPlan,
  reset,
  slow,
  ToxiproxyClient,
  trickle,
} from '../network/index.ts'
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
  readonly #folder: string
  readonly #port: number
  readonly #say: (line: string) => void
  readonly #client: ToxiproxyClient
  readonly #plans: ProxyPlan[] = []
  #toxiproxy: Toxiproxy
  #restarting: Promise<void> | undefined

  private constructor(
    folder: string,
    port: number,
    say: (line: string) => void,
    toxiproxy: Toxiproxy,
    ports: Readonly<Record<LinkName, number>>,
  ) {
    this.#folder = folder
    this.#port = port
    this.#say = say
    this.#toxiproxy = toxiproxy
    // Started anew, it listens on the same port.
    this.#client = new ToxiproxyClient(toxiproxy.address)
    this.ports = ports
  }

  /** Starts Toxiproxy; its proxies come with `connect`. @throws Error naming what is missing */
  static async start(folder: string, say: (line: string) => void): Promise<Links> {
    const port = await freePort()
    const toxiproxy = await startToxiproxy(folder, port, say)
    const ports: [LinkName, number][] = []
    for (const link of links) ports.push([link, await freePort([port, ...ports.map(([, taken]) => taken)])])
    return new Links(folder, port, say, toxiproxy, Object.fromEntries(ports) as Record<LinkName, number>)
  }

  /** Lets a link's proxy lead to where its server listens. */
  async connect(link: LinkName, upstreamPort: number): Promise<void> {
    const plan = { name: link, listen: `${host}:${this.ports[link]}`, upstream: `${host}:${upstreamPort}` }
    this.#plans.push(plan)
    await this.#client.createProxy(plan)
  }

  /**
   * Breaks a link; the function that it gives back mends it. Toxiproxy hangs now and then where a connection is stuck
   * while a toxic is put on or taken off: then it is started anew, which cuts all connections, a fault as good as any.
   */
  async break(link: LinkName, effect: Effect): Promise<() => Promise<void>> {
    const orAnew = (work: () => Promise<void>) => work().catch(() => this.#startAnew())
    let mend = async () => {}
    await orAnew(async () => {
      const fault = await faults[effect]({ client: this.#client, proxy: link })
      mend = () => orAnew(() => fault.undo())
    })
    return mend
  }

  stop(): Promise<void> {
    return this.#toxiproxy.stop()
  }

  #startAnew(): Promise<void> {
    this.#restarting ??= (async () => {
      this.#say('Toxiproxy hangs and is started anew')
      await this.#toxiproxy.stop()
      this.#toxiproxy = await startToxiproxy(this.#folder, this.#port, () => {})
      for (const plan of this.#plans) await this.#client.createProxy(plan)
    })().finally(() => {
      this.#restarting = undefined
    })
    return this.#restarting
  }
}
