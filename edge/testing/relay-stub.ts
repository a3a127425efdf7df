import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import {
  type AppendResult,
  decodeRecord,
  decodeRelayBatch,
  hmacKey,
  type RelayEntry,
  relayPath,
  signatureFault,
  signatureHeader,
  type VoteRecord,
  voteKey,
} from '@aplauso/proto'

export const relayKey = 'the-relay-key-of-the-tests-0123456789'

/** What the stub does with a batch: outcomes in order, or another status or body than a relay's. */
export type Reply = (entries: readonly RelayEntry[]) => readonly AppendResult[] | { status: number; body: string }

export interface RelayStub {
  readonly url: string
  /** The records of the entries that arrived since the last call, by the order of arrival. */
  take(): { text: string; record: VoteRecord }[]
  /** Batches since the start. */
  readonly batches: number
  /** Until the next call, batches are answered so. Absent: all accepted. */
  reply(how?: Reply): void
  close(): Promise<void>
}

const acceptAll: Reply = (entries) => entries.map(() => 'accepted')

/** A relay that checks what arrives as the real one does, and keeps it for the test. */
export async function startRelayStub(): Promise<RelayStub> {
  const key = await hmacKey(relayKey)
  let how = acceptAll
  let arrived: { text: string; record: VoteRecord }[] = []
  let batches = 0

  async function take(path: string | undefined, signature: unknown, body: string) {
    if (path !== relayPath) return { status: 404, body: '' }
    const fault = await signatureFault(key, body, typeof signature === 'string' ? signature : undefined, Date.now())
    if (fault) return { status: 401, body: fault }
    const entries = decodeRelayBatch(body)
    if (!entries) return { status: 400, body: '' }
    batches += 1
    for (const entry of entries) {
      const { record, fault: recordFault } = decodeRecord(entry.value)
      if (!record) return { status: 400, body: recordFault }
      if (entry.key !== (await voteKey(record))) return { status: 400, body: 'wrong key' }
      arrived.push({ text: entry.value, record })
    }
    const reply = how(entries)
    return 'status' in reply ? reply : { status: 200, body: JSON.stringify({ outcomes: reply }) }
  }

  const server = createServer(async (request, response) => {
    try {
      const { status, body } = await take(request.url, request.headers[signatureHeader], await text(request))
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    } catch {
      // The edge under test was killed while it sent.
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = arrived
      arrived = []
      return taken
    },
    get batches() {
      return batches
    },
    reply(next = acceptAll) {
      how = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
