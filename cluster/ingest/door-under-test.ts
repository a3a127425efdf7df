import { createLogger } from '@aplauso/process'
import type { LogEntry, VoteLogProducer } from '@aplauso/stores'
import { onTestFinished } from 'vitest'
import { connect, type IngestClient, type VoteMessage } from './client.ts'
import { readIngestConfig } from './config.ts'
import { type Ingest, startIngest } from './ingest.ts'

export const voterKey = 'a voter key of thirty-two or more characters'
export const relayKey = 'a relay key of thirty-two or more characters'

/** A vote that keeps the rules. */
export const goodVote: VoteMessage = { name: 'Alux Nahual', album: 'Alto al Fuego', year: '1987', rank: '8.65' }

/** A log of which a test says what each append does; the good case keeps the entry. */
export class FakeProducer implements VoteLogProducer {
  readonly entries: LogEntry[] = []
  closed = false
  onAppend: (entry: LogEntry) => void | Promise<void> = () => {}

  async append(entry: LogEntry): Promise<void> {
    await this.onAppend(entry)
    this.entries.push(entry)
  }

  isUp(): boolean {
    return true
  }

  async close(): Promise<void> {
    this.closed = true
  }

  /** The last entry's record. */
  get lastRecord(): Record<string, unknown> {
    return JSON.parse(this.entries.at(-1)?.value ?? '{}')
  }
}

export interface DoorUnderTest {
  readonly ingest: Ingest
  readonly client: IngestClient
  readonly address: string
  readonly relayUrl: string
}

/** Starts gRPC server and relay on free ports, with a client; all stopped when the test is over. */
export async function startDoor(producer: VoteLogProducer): Promise<DoorUnderTest> {
  const config = readIngestConfig({
    GRPC_HOST: '127.0.0.1',
    GRPC_PORT: '0',
    RELAY_HOST: '127.0.0.1',
    RELAY_PORT: '0',
    RELAY_KEY: relayKey,
    VOTER_KEY: voterKey,
    APLAUSO_DATA: 'not opened',
  })
  const ingest = await startIngest(config, producer, createLogger('ingest', 'silent'))
  const address = `127.0.0.1:${ingest.ports.grpc}`
  const client = connect(address)
  onTestFinished(async () => {
    client.close()
    await ingest.stop()
  })
  return { ingest, client, address, relayUrl: `http://127.0.0.1:${ingest.ports.relay}` }
}

/** A promise with its handle. */
export function gate(): { readonly opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}
