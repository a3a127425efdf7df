import { counter, createRegistry, gauge, type Registry } from '@aplauso/process'
import type { ConsumerStats } from './stats.ts'

/** The consumer's metrics. */
export function consumerMetrics(stats: ConsumerStats): Registry {
  const registry = createRegistry()
  const perPartition = (name: string, help: string, read: (of: { watermark: number; end: number }) => number) =>
    gauge(
      registry,
      name,
      help,
      (set) => {
        for (const [partition, of] of stats.partitions) set(read(of), { partition })
      },
      ['partition'],
    )
  perPartition('aplauso_consumer_watermark', 'next position to apply', ({ watermark }) => watermark)
  perPartition('aplauso_consumer_lag', 'records behind the log’s end', ({ watermark, end }) => end - watermark)
  counter(registry, 'aplauso_consumer_batches_total', 'batches applied', (set) => set(stats.batches))
  counter(registry, 'aplauso_consumer_counted_total', 'votes counted', (set) => set(stats.counted))
  counter(registry, 'aplauso_consumer_duplicates_total', 'duplicates found', (set) => set(stats.duplicates))
  counter(registry, 'aplauso_consumer_unparsable_total', 'texts that never were a record', (set) =>
    set(stats.unparsable),
  )
  counter(registry, 'aplauso_consumer_dead_letters_total', 'records that could not be taken for themselves', (set) =>
    set(stats.deadLetters),
  )
  counter(registry, 'aplauso_consumer_refused_steps_total', 'steps that the tally’s watermark refused', (set) =>
    set(stats.refusedSteps),
  )
  counter(registry, 'aplauso_consumer_rebuilds_total', 'rebuilds of the tally', (set) => set(stats.rebuilds))
  counter(registry, 'aplauso_consumer_gaps_total', 'gaps found in the log', (set) => set(stats.gaps))
  gauge(registry, 'aplauso_consumer_recount_difference', 'counters that differed at the last recount', (set) => {
    set(stats.recountDifference ?? Number.NaN)
  })
  return registry
}
