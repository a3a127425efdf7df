import { createLogger } from '@aplauso/process'
import type { AppendFailure, AppendResult } from '@aplauso/proto'
import type { LogEntry, VoteLogProducer } from '@aplauso/stores'
import { onTestFinished } from 'vitest'
import { Complaints } from '../accept/complaints.ts'
import { connect, type IngestClient, type VoteMessage } from '../client/client.ts'
import { readIngestConfig } from '../config.ts'
import { type Ingest, startIngest } from '../ingest.ts'

export const voterKey = 'a voter key of thirty-two or more characters'
export const relayKey = 'a relay key of thirty-two or more characters'

/** A vote that keeps the rules. */
export const goodVote: VoteMessage = { name: 'Alux Nahual', album: 'Alto al Fuego', year: '1987', rank: '8.65' }

/** A log of which a test says what each append does; without a failure it keeps the entry. */
export class FakeProducer implements VoteLogProducer {
  readonly entries: LogEntry[] = []
  /** How many appends were asked for, those that wait or failed too. */
  asked = 0
  closed = false
  onAppend: (entry: LogEntry) => AppendFailure | undefined | Promise<void> = () => undefined

  async append(entry: LogEntry): Promise<AppendResult> {
    this.asked += 1
    const failure = await this.onAppend(entry)
    if (failure) return failure
    this.entries.push(entry)
    return 'accepted'
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
}

/** Starts gRPC server and relay on free ports, with a client; all stopped when the test is over. */
export async function startDoor(
  producer: VoteLogProducer,
  environment: Record<string, string> = {},
): Promise<DoorUnderTest> {
  const config = readIngestConfig({
    GRPC_HOST: '127.0.0.1',
    GRPC_PORT: '0',
    RELAY_HOST: '127.0.0.1',
    RELAY_PORT: '0',
    RELAY_KEY: relayKey,
    VOTER_KEY: voterKey,
    APLAUSO_DATA: 'not opened',
    ...environment,
  })
  const ingest = await startIngest(config, producer, new Complaints(createLogger('ingest', 'silent')))
  const address = `127.0.0.1:${ingest.ports.grpc}`
  const client = connect(address)
  onTestFinished(async () => {
    client.close()
    await ingest.stop()
  })
  return { ingest, client, address }
}
