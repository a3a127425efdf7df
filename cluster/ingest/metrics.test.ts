import type { AppendResult } from '@aplauso/proto'
import { expect, it } from 'vitest'
import { MeasuredProducer } from './accept/measured.ts'
import { ingestMetrics } from './metrics.ts'

it('shows what became of the records of each door, those that wait, and whether the log is up', async () => {
  const results: AppendResult[] = ['full', 'refused', 'unavailable']
  const waiting = Promise.withResolvers<AppendResult>()
  const grpc = new MeasuredProducer({
    append: async ({ key }) => {
      if (key === 'slow') return waiting.promise
      if (key === 'odd') throw new Error('never foreseen')
      return (key === 'bad' && results.shift()) || 'accepted'
    },
  })
  const relay = new MeasuredProducer({ append: async () => 'accepted' })
  const held = {
    connections: { size: 3, cut: 1 },
    open: { size: 5, refused: 9, ended: 11 },
    messages: { pendingBytes: 7, unreadBytes: 13 },
    callersFaults: { count: 17 },
  }
  const registry = ingestMetrics({ grpc, relay }, held, () => false)

  expect(await grpc.append({ key: 'good', value: '' })).toBe('accepted')
  for (const result of [...results]) expect(await grpc.append({ key: 'bad', value: '' })).toBe(result)
  await expect(grpc.append({ key: 'odd', value: '' })).rejects.toThrow('never foreseen')
  const slow = grpc.append({ key: 'slow', value: '' })

  const text = await registry.metrics()
  for (const fate of ['accepted', 'full', 'refused', 'unavailable', 'internal']) {
    expect(text).toContain(`aplauso_ingest_records_total{door="grpc",fate="${fate}"} 1`)
  }
  expect(text).toContain('aplauso_ingest_records_total{door="relay",fate="accepted"} 0')
  expect(text).toContain('aplauso_ingest_pending_records{door="grpc"} 1')
  expect(text).toContain('aplauso_ingest_log_up 0')
  expect(text).toContain('aplauso_ingest_grpc_connections 3')
  expect(text).toContain('aplauso_ingest_grpc_pending_bytes 7')
  expect(text).toContain('aplauso_ingest_grpc_refused_total 9')
  expect(text).toContain('aplauso_ingest_grpc_ended_total 11')
  expect(text).toContain('aplauso_ingest_grpc_unread_bytes 13')
  expect(text).toContain('aplauso_ingest_grpc_unreadable_total 17')
  waiting.resolve('accepted')
  await slow
})
