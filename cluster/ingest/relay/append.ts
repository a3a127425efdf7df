import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type AppendResult,
  decodeRecord,
  decodeRelayBatch,
  type HmacKey,
  type RelayAnswer,
  type RelayEntry,
  relayLimits,
  signatureFault,
  signatureHeader,
  signatureHeaderFault,
} from '@aplauso/proto'
import type { Door } from '../accept/accept.ts'
import { keyOf } from '../accept/key.ts'
import { readBody } from './body.ts'
import type { Guests } from './guests.ts'
import { sendProblem } from './problem.ts'

interface Relay {
  readonly door: Pick<Door, 'producer' | 'complaints'>
  readonly key: HmacKey
  readonly guests: Guests
  readonly bodyTimeoutMs: number
}

/** Takes a signed batch of records, appends each, and answers what became of them, in order. */
export async function appendBatch(relay: Relay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const signature = request.headers[signatureHeader]
  const header = typeof signature === 'string' ? signature : undefined
  // The rest of such a request is discarded as it comes, so that an edge whose clock is wrong reads the answer.
  if (signatureHeaderFault(header, Date.now()))
    return sendProblem(response, 'unauthenticated', { connection: 'keep-alive' })
  const limits = { maxBytes: relayLimits.bodyBytes, timeoutMs: relay.bodyTimeoutMs }
  const body = await readBody(request, relay.guests, limits)
  if (body.fault === 'gone') return void response.destroy()
  if (body.fault) return sendProblem(response, body.fault)
  try {
    if (await signatureFault(relay.key, body.text, header, Date.now())) return sendProblem(response, 'unauthenticated')
    relay.guests.know(request.socket)
    await appendSigned(relay.door, body.text, response)
  } finally {
    body.release()
  }
}

async function appendSigned(door: Relay['door'], text: string, response: ServerResponse): Promise<void> {
  const entries = decodeRelayBatch(text)
  if (!entries) return sendProblem(response, 'malformed')
  if (entries.length > relayLimits.entries) return sendProblem(response, 'too_large')
  const outcomes = await Promise.all(entries.map((entry) => appendEntry(door, entry)))
  const answer: RelayAnswer = { outcomes }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

/**
 * Appends a record that an edge judged. The rules are not judged again, but its shape, lengths and key are checked: a
 * record under a wrong key would break the promise that each vote counts once, and one that the consumer cannot take for
 * itself is better refused here, where it can be answered.
 */
async function appendEntry({ producer, complaints }: Relay['door'], entry: RelayEntry): Promise<AppendResult> {
  try {
    const fault = faultOf(entry)
    if (fault === undefined) return await producer.append(entry)
    complaints.failed('refused', fault, [entry])
    return 'refused'
  } catch (error) {
    complaints.unexpected(error)
    return 'unavailable'
  }
}

function faultOf({ key, value }: RelayEntry): string | undefined {
  const { record, fault } = decodeRecord(value)
  if (!record) return `not a vote's record: ${fault}`
  return keyOf(record) === key ? undefined : 'the key is not the vote’s'
}
