import type { IncomingMessage } from 'node:http'
import { networkOf } from '@aplauso/process'

type Caller = Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } }

/**
 * Whom a request comes from. Cloud Run appends the address that it sees to `X-Forwarded-For`; what comes before that
 * was sent by the client. Anywhere else the header says whatever a client likes.
 */
export function clientOf({ headers, socket }: Caller, isDeployed: boolean): string {
  const forwarded = isDeployed ? [headers['x-forwarded-for'] ?? ''].flat().join().split(',').at(-1)?.trim() : ''
  return networkOf(forwarded || (socket.remoteAddress ?? ''))
}
