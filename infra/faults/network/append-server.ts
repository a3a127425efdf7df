import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A server for tests: appends each line that it gets and answers `ok:` and the line. */
export class AppendServer {
  readonly appended: string[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => {
        // The proxy breaks connections on purpose.
      })
      onLines(socket, (line) => {
        this.appended.push(line)
        socket.write(`ok:${line.length > 100 ? line.length : line}\n`)
      })
    })
  }

  static async listen(): Promise<AppendServer> {
    const made = new AppendServer()
    made.#server.listen(0, '127.0.0.1')
    await once(made.#server, 'listening')
    return made
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** One connection to it, one question at a time. */
export class Caller {
  readonly #socket: Socket
  #answered: (line: string) => void = () => {}
  #failed: (error: Error) => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    onLines(socket, (line) => this.#answered(line))
    socket.on('error', (error) => this.#failed(error))
    socket.on('close', () => this.#failed(new Error('closed')))
  }

  static async connect(port: number): Promise<Caller> {
    const socket = connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    return new Caller(socket)
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed
  }

  /** @throws Error `closed`, or that of the socket */
  ask(line: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      this.#socket.write(`${line}\n`)
    })
  }

  close(): void {
    this.#socket.destroy()
  }
}

function onLines(socket: Socket, each: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8').on('data', (text) => {
    const lines = `${rest}${String(text)}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) each(line)
  })
}
