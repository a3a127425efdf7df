/** A Redis command: name and arguments, each text or bytes. */
export type Command = readonly (string | Buffer)[]

/** The request is not a command: status 400. */
export class BadCommand extends Error {}

/** Commands that belong to one connection, block it or govern the server: Upstash has none of them over REST. */
const unavailable = new Set(
  (
    'AUTH HELLO SELECT QUIT RESET CLIENT MULTI EXEC DISCARD WATCH UNWATCH SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE ' +
    'PUNSUBSCRIBE SSUBSCRIBE SUNSUBSCRIBE MONITOR BLPOP BRPOP BRPOPLPUSH BLMOVE BLMPOP BZPOPMIN BZPOPMAX BZMPOP WAIT ' +
    'WAITAOF SYNC PSYNC REPLCONF REPLICAOF SLAVEOF FAILOVER CLUSTER READONLY READWRITE ASKING MIGRATE CONFIG DEBUG ' +
    'SHUTDOWN SAVE BGSAVE BGREWRITEAOF MODULE ACL LATENCY SLOWLOG MEMORY SWAPDB MOVE'
  ).split(' '),
)

/** The error for a command that REST does not offer, or `undefined` where it may be sent. */
export function refusal(command: Command): string | undefined {
  const name = String(command[0]).toUpperCase()
  if (unavailable.has(name)) return `ERR Command is not available: '${name}'`
  if (name.startsWith('XREAD') && command.some((part) => String(part).toUpperCase() === 'BLOCK')) {
    return `ERR Command is not available: '${name}' with BLOCK`
  }
  return undefined
}

/** Reads the body of `POST /`: one command as a JSON array. */
export function commandFromBody(body: Buffer): Command {
  return commandFromValue(parse(body))
}

/** Reads the body of `POST /pipeline` and `POST /multi-exec`: an array of commands. */
export function commandsFromBody(body: Buffer): Command[] {
  const value = parse(body)
  if (!Array.isArray(value)) throw new BadCommand('ERR failed to parse: expected an array of commands')
  if (value.length === 0) throw new BadCommand('ERR empty pipeline request')
  return value.map(commandFromValue)
}

/**
 * Reads the path style: `/set/key/value?EX=100`. A body, where there is one, is the argument after those of the path;
 * the query's names and values follow it, without the token.
 */
export function commandFromPath(url: URL, body: Buffer): Command {
  let parts: (string | Buffer)[]
  try {
    parts = url.pathname.slice(1).split('/').map(decodeURIComponent)
  } catch {
    throw new BadCommand('ERR failed to parse: the path is not well encoded')
  }
  if (parts[0] === '') throw new BadCommand('ERR empty command')
  if (body.length > 0) parts.push(body)
  for (const [name, value] of url.searchParams) {
    if (name !== '_token') parts.push(name, ...(value === '' ? [] : [value]))
  }
  return parts
}

function commandFromValue(value: unknown): Command {
  if (!Array.isArray(value)) throw new BadCommand('ERR failed to parse: expected a command as an array')
  if (value.length === 0 || value[0] === '') throw new BadCommand('ERR empty command')
  return value.map((part: unknown) => {
    if (typeof part === 'string') return part
    if (part instanceof NumberText) return part.text
    if (typeof part === 'boolean') return String(part)
    throw new BadCommand('ERR failed to parse: arguments must be strings, numbers or booleans')
  })
}

/** A number as it was written: 9007199254740993 and 1.10 must reach Redis unchanged. */
class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

function parse(body: Buffer): unknown {
  // TypeScript's library does not know the third parameter yet; Node has had it since version 21.
  const keepNumbers = (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value
  try {
    return JSON.parse(body.toString('utf8'), keepNumbers)
  } catch {
    throw new BadCommand('ERR failed to parse: the body is not JSON')
  }
}
