import { withDeadline } from '@aplauso/process/portable'
import { createClient, ErrorReply, RESP_TYPES } from '@redis/client'
import type { Command } from './command.ts'
import { ErrorText, type Reply } from './reply.ts'

/** redis-server does not answer; whether the command was carried out is unknown. */
export class NoAnswer extends Error {}

const noAnswer = (message: string) => new NoAnswer(message)

/** What the REST server needs of Redis. Nothing is ever sent twice. */
export interface RedisGate {
  /** Sends the commands in order on one connection; each has its own reply, errors among them. */
  send(commands: readonly Command[]): Promise<Reply[]>
  /** Sends them between MULTI and EXEC; one `ErrorText` where the transaction was discarded. */
  transact(commands: readonly Command[]): Promise<Reply[] | ErrorText>
  close(): Promise<void>
}

export interface RedisAddress {
  readonly host: string
  readonly port: number
  readonly password: string
}

const connectTimeoutMs = 2000
const reconnectMs = 250

/** Connects and keeps connecting; while there is no connection, commands fail at once with `NoAnswer`. */
export function openRedis(address: RedisAddress, answerTimeoutMs: number): RedisGate {
  const shared = newClient(address, () => reconnectMs)
  shared.connect().catch(() => {
    // Only closing ends the attempts; what callers see is their own command failing.
  })
  return {
    send: (commands) =>
      withDeadline(answerTimeoutMs, () => Promise.all(commands.map((command) => ask(shared, command))), noAnswer),
    transact: (commands) => transact(address, commands, answerTimeoutMs),
    close: async () => shared.destroy(),
  }
}

type Client = ReturnType<typeof newClient>

function newClient({ host, port, password }: RedisAddress, reconnectStrategy: false | (() => number)) {
  const client = createClient({
    // Upstash answers in the shapes of protocol version 2.
    RESP: 2,
    password,
    socket: { host, port, connectTimeout: connectTimeoutMs, reconnectStrategy },
    disableOfflineQueue: true,
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  })
  client.on('error', () => {
    // Without a listener the process would end; the commands that were waiting fail by themselves.
  })
  return client
}

/**
 * A connection of its own for each transaction: on a shared one that breaks half-way, the commands after the break could
 * run outside of it.
 */
async function transact(
  address: RedisAddress,
  commands: readonly Command[],
  answerTimeoutMs: number,
): Promise<Reply[] | ErrorText> {
  const client = newClient(address, false)
  try {
    return await withDeadline(answerTimeoutMs, () => run(client, commands), noAnswer)
  } finally {
    if (client.isOpen) client.destroy()
  }
}

async function run(client: Client, commands: readonly Command[]): Promise<Reply[] | ErrorText> {
  try {
    await client.connect()
  } catch (error) {
    throw new NoAnswer(String(error))
  }
  const [, ...replies] = await Promise.all([['MULTI'], ...commands, ['EXEC']].map((command) => ask(client, command)))
  const result = replies.at(-1)
  if (result instanceof ErrorText) {
    const why = replies.find((reply) => reply instanceof ErrorText)
    return why === undefined || why === result ? result : new ErrorText(`${result.text} ${why.text}`)
  }
  if (!Array.isArray(result)) throw new NoAnswer('EXEC answered without results')
  return result
}

async function ask(client: Client, command: Command): Promise<Reply> {
  try {
    return toReply(await client.sendCommand<unknown>([...command]))
  } catch (error) {
    if (error instanceof ErrorReply) return new ErrorText(error.message)
    throw new NoAnswer(String(error))
  }
}

function toReply(value: unknown): Reply {
  if (value === null || typeof value === 'number' || typeof value === 'string' || Buffer.isBuffer(value)) return value
  if (Array.isArray(value)) return value.map(toReply)
  if (value instanceof ErrorReply) return new ErrorText(value.message)
  throw new NoAnswer('redis-server answered in a shape that protocol version 2 does not have')
}
