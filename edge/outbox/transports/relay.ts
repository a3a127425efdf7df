import {
  type AppendResult,
  appendResults,
  encodeRelayBatch,
  type HmacKey,
  type RelayAnswer,
  type RelayEntry,
  relayPath,
  signatureHeader,
  signBody,
} from '@aplauso/proto'
import { StoreUnavailable } from '@aplauso/stores/batcher'
import { NeedsOperator, type Transport } from './transport.ts'

export interface RelayOptions {
  /** The relay's origin, such as `https://relay.votes.example`. */
  readonly url: string
  readonly key: () => Promise<HmacKey>
}

/** The way to the log through the relay on the ingest server: signed batches by HTTP. */
export function relayTransport({ url, key }: RelayOptions): Transport {
  const address = new URL(relayPath, url).href
  return {
    // Requests of `fetch` are ended by their signals, and the runtime owns the connections.
    stuck: 0,
    release: async () => {},
    async append(entries, signal) {
      const body = encodeRelayBatch(entries)
      const response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-ndjson',
          [signatureHeader]: await signBody(await key(), body, Date.now()),
        },
        body,
        redirect: 'manual',
        signal,
      })
      const text = await response.text()
      if (response.status !== 200) {
        const message = `the relay answered ${response.status}`
        const advice = advices[response.status]
        throw advice ? new NeedsOperator(message, advice) : new StoreUnavailable(message)
      }
      return resultsOf(text, entries)
    },
  }
}

const advices: Readonly<Record<number, string>> = {
  401: 'give the edge and the relay the same RELAY_KEY, and set their clocks right',
  404: 'set RELAY_URL to the relay of the ingest server',
}

function resultsOf(text: string, entries: readonly RelayEntry[]): readonly AppendResult[] {
  const { outcomes: results } = JSON.parse(text) as Partial<RelayAnswer>
  if (results?.length !== entries.length || !results.every((result) => appendResults.includes(result))) {
    throw new StoreUnavailable('the relay’s answer does not fit what was sent')
  }
  return results
}
