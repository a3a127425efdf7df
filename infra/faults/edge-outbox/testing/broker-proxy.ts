import { connect, createServer, type Server, type Socket } from 'node:net'
import { eachFrame } from '../../../../cluster/stores/kafka/testing/bytes.ts'

type State = 'whole' | 'cut' | 'stalled' | 'silent'

interface Broker {
  readonly host: string
  readonly port: number
}

/**
 * A way to the brokers of a Kafka cluster that a test can break, the same for all of them at once. Brokers name themselves to
 * their clients: in their answers the proxy puts its own ports there, so that clients come back to it. Plain listeners
 * only.
 */
export class BrokerProxy {
  readonly #servers = new Map<Server, Broker>()
  readonly #sockets = new Set<Socket>()
  #state: State = 'whole'
  /** Connections that clients tried to open. */
  attempts = 0
  /** Answers to batches that were kept back. */
  swallowed = 0

  private constructor(brokers: readonly string[]) {
    for (const broker of brokers) {
      const [host = '', port] = broker.split(':')
      const to = { host, port: Number(port) }
      this.#servers.set(
        createServer((near) => this.#take(near, to)),
        to,
      )
    }
  }

  /** @param brokers `host:port` each, as the brokers name themselves to their clients */
  static async to(brokers: readonly string[]): Promise<BrokerProxy> {
    const proxy = new BrokerProxy(brokers)
    for (const server of proxy.#servers.keys()) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    }
    return proxy
  }

  /** As in `KAFKA_BROKERS`. */
  get addresses(): string {
    return [...this.#servers].map(([server, { host }]) => `${host}:${portOf(server)}`).join(',')
  }

  /** `cut`: refuses and breaks. `stalled`: accepts and never answers. `silent`: breaks where a batch would be answered. */
  become(state: State): void {
    this.#state = state
    if (state !== 'silent') for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.become('cut')
    await Promise.all([...this.#servers.keys()].map((server) => new Promise((resolve) => server.close(resolve))))
  }

  #take(near: Socket, { host, port }: Broker): void {
    this.attempts += 1
    this.#sockets.add(near)
    near.on('close', () => this.#sockets.delete(near))
    near.on('error', () => {})
    if (this.#state === 'cut') return void near.destroy()
    if (this.#state === 'stalled') return
    const far = connect(port, host)
    this.#sockets.add(far)
    const end = () => {
      this.#sockets.delete(far)
      near.destroy()
      far.destroy()
    }
    near.on('close', end)
    far.on('close', end)
    far.on('error', end)
    const batches = new Set<number>()
    eachFrame(near, (frame) => {
      if (frame.readInt16BE(4) === produceApi) batches.add(frame.readInt32BE(8))
      far.write(frame)
    })
    eachFrame(far, (frame) => {
      if (batches.delete(frame.readInt32BE(4)) && this.#state === 'silent') {
        this.swallowed += 1
        end()
      } else near.write(this.#withOwnPorts(frame))
    })
  }

  #withOwnPorts(frame: Buffer): Buffer {
    for (const [server, { host, port }] of this.#servers) {
      const named = Buffer.alloc(host.length + 4)
      named.write(host)
      named.writeInt32BE(port, host.length)
      for (let at = frame.indexOf(named); at >= 0; at = frame.indexOf(named, at + 1)) {
        frame.writeInt32BE(portOf(server), at + host.length)
      }
    }
    return frame
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const produceApi = 0
