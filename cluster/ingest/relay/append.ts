import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  decodeRelayBatch,
  type HmacKey,
  type RelayAnswer,
  relayLimits,
  signatureFault,
  signatureHeader,
} from '@aplauso/proto'
import type { Door } from '../accept/accept.ts'
import { readBody } from './body.ts'
import { appendEntry } from './entry.ts'
import { sendProblem } from './problem.ts'

interface Relay {
  readonly door: Pick<Door, 'producer' | 'complaints'>
  readonly key: HmacKey
  readonly bodyTimeoutMs: number
}

/** Takes a signed batch of records, appends each, and answers their outcomes in order. */
export async function appendBatch(relay: Relay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { text, fault } = await readBody(request, relayLimits.bodyBytes, relay.bodyTimeoutMs)
  if (fault === 'gone') return void response.destroy()
  if (fault) return sendProblem(response, fault)
  const signature = request.headers[signatureHeader]
  const header = typeof signature === 'string' ? signature : undefined
  if (await signatureFault(relay.key, text, header, Date.now())) return sendProblem(response, 'unauthenticated')
  const entries = decodeRelayBatch(text)
  if (!entries) return sendProblem(response, 'malformed')
  if (entries.length > relayLimits.entries) return sendProblem(response, 'too_large')
  const outcomes = await Promise.all(entries.map((entry) => appendEntry(relay.door, entry)))
  const answer: RelayAnswer = { outcomes }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}
