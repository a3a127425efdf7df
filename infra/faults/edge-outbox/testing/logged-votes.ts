import type { KafkaReader } from '../../../../cluster/stores/kafka/reader.ts'

/** How often each vote is in the topic, by its id. */
export async function loggedVotes(reader: KafkaReader): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (let partition = 0; partition < 12; partition += 1) {
    for await (const { value } of reader.records(partition)) {
      const { id } = JSON.parse(value) as { id: string }
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
  }
  return counts
}
