import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * Serves HTTP on a free port of this machine for a test.
 * @param atEnd ends it: when the test is over by default; `afterAll` in a file or suite that shares it
 * @returns its address, such as `http://127.0.0.1:40001`
 */
export async function serve(
  listener: RequestListener,
  atEnd: (end: () => void) => void = onTestFinished,
): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
