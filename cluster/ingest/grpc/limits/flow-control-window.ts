import type { Http2Server, ServerHttp2Session } from 'node:http2'
import type { Server } from '@grpc/grpc-js'

/** What a connection may send before it has to wait for us; HTTP/2's own 64 KiB is one large batch. */
const windowBytes = 1024 * 1024

/**
 * Lets each connection send more at once. Its calls share the window, which is opened again once in a turn of the event
 * loop: 64 KiB would hold up the small calls behind a few large ones, and everything over long distances. grpc-js has a
 * setting for it in its client only.
 */
export function widenWindow(server: Http2Server): void {
  server.on('session', (session: ServerHttp2Session) => session.setLocalWindowSize(windowBytes))
}

/** The HTTP/2 servers of a gRPC server, which keeps them in a private member; tests see that what they are for works. */
export function http2ServersOf(server: Server): readonly Http2Server[] {
  const servers: unknown = Reflect.get(server, 'http2Servers')
  return servers instanceof Map ? [...servers.keys()] : []
}
