import { counter, createRegistry, gauge, type Registry } from '@aplauso/process'
import { fates, type MeasuredProducer } from './measured.ts'

/** The doors of one ingest process: records by what became of them, those that wait, and whether the log answers. */
export function ingestMetrics(
  doors: Readonly<Record<'grpc' | 'relay', MeasuredProducer>>,
  isLogUp: () => boolean,
): Registry {
  const registry = createRegistry()
  const entries = Object.entries(doors)
  counter(
    registry,
    'aplauso_ingest_records_total',
    'records handed to the log since the start, by door and what became of them',
    (set) => {
      for (const [door, { counts }] of entries) for (const fate of fates) set(counts[fate], { door, fate })
    },
    ['door', 'fate'],
  )
  gauge(
    registry,
    'aplauso_ingest_pending_records',
    'records that wait for the log’s answer',
    (set) => {
      for (const [door, { pending }] of entries) set(pending, { door })
    },
    ['door'],
  )
  gauge(registry, 'aplauso_ingest_log_up', '1 where the log answered last time it was asked', (set) => {
    set(isLogUp() ? 1 : 0)
  })
  return registry
}
