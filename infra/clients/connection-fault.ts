/** Why a door was not reached, or did not answer. */
export interface ConnectionFault {
  /** for people, such as `connection refused` */
  readonly reason: string
  /** whether there was a connection at all: without one, no vote has arrived */
  readonly isConnected: boolean
}

const known: readonly (readonly [pattern: RegExp, reason: string, isConnected: boolean])[] = [
  [/ECONNREFUSED/, 'connection refused', false],
  [/ENOTFOUND|EAI_|Name resolution failed/i, 'name not found', false],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, 'no route to the host', false],
  [/ETIMEDOUT/, 'no connection in time', false],
  [/AbortError|Deadline exceeded/i, 'no answer in time', true],
  [/ECONNRESET|EPIPE|socket hang up|Connection dropped/i, 'connection reset', true],
  [/HPE_|Parse Error|Protocol error/i, 'what answers there speaks another protocol', true],
]

const ofTls = /CERT|ERR_TLS|ERR_SSL|EPROTO|UNABLE_TO_|SSL routines/
const tlsReason = /SSL routines:[^:]*:([^:]+)/

/** What the error of a socket, or of grpc-js, says about the connection; undefined if it is none that is known. */
export function connectionFault(error: unknown): ConnectionFault | undefined {
  if (!(error instanceof Error)) return undefined
  const text = `${'code' in error ? error.code : ''} ${error.name} ${error.message}`
  if (ofTls.test(text))
    return { reason: `TLS: ${tlsReason.exec(error.message)?.[1] ?? error.message}`, isConnected: false }
  const [, reason, isConnected = true] = known.find(([pattern]) => pattern.test(text)) ?? []
  return reason === undefined ? undefined : { reason, isConnected }
}

/**
 * The message if a door was not reached.
 * @param option the command-line option that names another address
 */
export function notReached(to: string, reason: string, option: string): string {
  return `nothing answers at ${to}: ${reason}. Start the system with \`npm start\`, or name another address with ${option}`
}
