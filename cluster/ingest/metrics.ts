import { counter, createRegistry, gauge, type Registry } from '@aplauso/process'
import { type MeasuredProducer, measuredResults } from './accept/measured.ts'

/** What the gRPC server holds for its callers. */
export interface Held {
  readonly connections: { readonly size: number; readonly cut: number }
  readonly open: { readonly size: number; readonly refused: number; readonly ended: number }
  readonly messages: { readonly pendingBytes: number; readonly unreadBytes: number }
  readonly callersFaults: { readonly count: number }
}

/**
 * One ingest process: records by what became of them, those that wait, what callers hold, and whether the log answers.
 */
export function ingestMetrics(
  doors: Readonly<Record<'grpc' | 'relay', MeasuredProducer>>,
  { connections, open, messages, callersFaults }: Held,
  isLogUp: () => boolean,
): Registry {
  const registry = createRegistry()
  const entries = Object.entries(doors)
  counter(
    registry,
    'aplauso_ingest_records_total',
    'records handed to the log since the start, by door and what became of them',
    (set) => {
      for (const [door, { counts }] of entries) {
        for (const result of measuredResults) set(counts[result], { door, fate: result })
      }
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
  const one = (name: string, help: string, read: () => number, make = gauge) => {
    make(registry, name, help, (set) => set(read()))
  }
  one('aplauso_ingest_grpc_connections', 'open connections', () => connections.size)
  one('aplauso_ingest_grpc_calls', 'open calls', () => open.size)
  one('aplauso_ingest_grpc_pending_bytes', 'memory for messages that are worked on', () => messages.pendingBytes)
  one('aplauso_ingest_grpc_unread_bytes', 'answers that wait for their clients', () => messages.unreadBytes)
  one('aplauso_ingest_grpc_refused_total', 'calls refused for want of room', () => open.refused, counter)
  one('aplauso_ingest_grpc_ended_total', 'silent calls ended for want of room', () => open.ended, counter)
  one(
    'aplauso_ingest_grpc_unreadable_total',
    'calls whose caller sent what gRPC cannot read',
    () => callersFaults.count,
    counter,
  )
  one('aplauso_ingest_grpc_cut_total', 'connections cut for want of memory', () => connections.cut, counter)
  gauge(registry, 'aplauso_ingest_log_up', '1 where the log answered last time it was asked', (set) => {
    set(isLogUp() ? 1 : 0)
  })
  return registry
}
