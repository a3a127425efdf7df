import { defaultContest, joinRecord, recordParts, voteKey } from '@aplauso/proto'
import type { LogEntry } from '@aplauso/stores'

/** A vote as a door appends it; `members` change its record, under the key of the changed vote. */
export async function voteEntry(id: string, members: Readonly<Record<string, unknown>> = {}): Promise<LogEntry> {
  const vote = { name: 'Alux Nahual', album: 'La Trampa', year: 1989, rank: 9 }
  const door = { id, channel: 'grpc', at: new Date().toISOString() } as const
  const record = { ...JSON.parse(joinRecord(recordParts({ contest: defaultContest, ...vote }, door))), ...members }
  return { key: await voteKey(record), value: JSON.stringify(record) }
}
