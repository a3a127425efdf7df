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
import type { Effect, LinkName } from './plan.ts'
import type { Heal } from './targets.ts'

/** Enough for a new connection's first questions, so that what follows is an append whose answer is cut. */
const answerBytes = 4_096

type ProxyName = Exclude<LinkName, 'kafka'> | `kafka-${number}`

const faults: Readonly<Record<Effect, (where: FaultyProxy) => Promise<Fault>>> = {
  cutBeforeAnswer: (where) => cutAfterAppend(where, where.proxy.startsWith('kafka') ? { answerBytes } : {}),
  slow: (where) => slow(where),
  trickle: (where) => trickle(where),
  halfOpen: (where) => halfOpen(where),
  cut: (where) => cut(where),
  reset: (where) => reset(where),
}

/** The proxies before the engines and before the doors: one for each broker, one for each of the others. */
export class Links {
  /** where each proxy listens */
  readonly ports: Readonly<Record<Exclude<LinkName, 'kafka'>, number>> & { readonly kafka: readonly number[] }
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
    ports: Links['ports'],
  ) {
    this.#folder = folder
    this.#port = port
    this.#say = say
    this.#toxiproxy = toxiproxy
    // Restarted, it listens on the same port.
    this.#client = new ToxiproxyClient(toxiproxy.address)
    this.ports = ports
  }

  /** Starts Toxiproxy; its proxies come with `connect`. @throws Error naming what is missing */
  static async start(folder: string, brokers: number, say: (line: string) => void): Promise<Links> {
    const taken: number[] = []
    const next = async () => {
      const port = await freePort(taken)
      taken.push(port)
      return port
    }
    const port = await next()
    const toxiproxy = await startToxiproxy(folder, port, say)
    const kafka: number[] = []
    for (let broker = 1; broker <= brokers; broker += 1) kafka.push(await next())
    const [redis, archive, grpc, edge] = [await next(), await next(), await next(), await next()]
    return new Links(folder, port, say, toxiproxy, { kafka, redis, archive, grpc, edge })
  }

  /** Lets the proxy of a broker, numbered from 1, lead to where it listens. */
  connectBroker(broker: number, upstreamPort: number): Promise<void> {
    const port = this.ports.kafka[broker - 1]
    if (port === undefined) throw new Error(`there is no proxy for broker ${broker}`)
    return this.#connect(`kafka-${broker}`, port, upstreamPort)
  }

  /** Lets a link's proxy lead to where its server listens. */
  connect(link: Exclude<LinkName, 'kafka'>, upstreamPort: number): Promise<void> {
    return this.#connect(link, this.ports[link], upstreamPort)
  }

  /**
   * Breaks a link; the function that it gives back heals it. Toxiproxy hangs now and then where a connection is stuck
   * while a toxic is put on or taken off: then it is restarted, which cuts all connections, a fault as good as any.
   */
  async break(link: LinkName, effect: Effect): Promise<Heal> {
    const orRestart = (work: () => Promise<void>) => work().catch(() => this.#restart())
    const broken: Fault[] = []
    await orRestart(async () => {
      for (const { name } of this.#plans.filter(({ name }) => name === link || name.startsWith(`${link}-`)))
        broken.push(await faults[effect]({ client: this.#client, proxy: name }))
    })
    return () =>
      orRestart(async () => {
        for (const fault of broken) await fault.undo()
      })
  }

  stop(): Promise<void> {
    return this.#toxiproxy.stop()
  }

  async #connect(name: ProxyName, port: number, upstreamPort: number): Promise<void> {
    const plan = { name, listen: `${host}:${port}`, upstream: `${host}:${upstreamPort}` }
    this.#plans.push(plan)
    await this.#client.createProxy(plan)
  }

  #restart(): Promise<void> {
    this.#restarting ??= (async () => {
      this.#say('Toxiproxy hangs: restarted')
      await this.#toxiproxy.stop()
      this.#toxiproxy = await startToxiproxy(this.#folder, this.#port, () => {})
      for (const plan of this.#plans) await this.#client.createProxy(plan)
    })().finally(() => {
      this.#restarting = undefined
    })
    return this.#restarting
  }
}
