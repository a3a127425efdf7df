import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'

/**
 * The port on which workerd says that it listens, over its control channel: a JSON line for each socket.
 * @throws Error where it does not within the time
 */
export function listeningPort(channel: unknown, socket: string, timeoutMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    if (!(channel instanceof Readable)) return reject(new Error('workerd has no control channel'))
    const timer = setTimeout(() => reject(new Error(`workerd did not listen within ${timeoutMs} ms`)), timeoutMs)
    createInterface({ input: channel }).on('line', (line) => {
      const port = portIn(line, socket)
      if (port === undefined) return
      clearTimeout(timer)
      resolve(port)
    })
    channel.once('close', () => clearTimeout(timer))
  })
}

function portIn(line: string, socket: string): number | undefined {
  const event = JSON.parse(line) as Readonly<Record<string, unknown>>
  return event.event === 'listen' && event.socket === socket && typeof event.port === 'number' ? event.port : undefined
}
