import { QueueFull, StoreUnavailable } from '@aplauso/stores'
import { expect, it } from 'vitest'
import { MeasuredProducer } from './accept/measured.ts'
import { ingestMetrics } from './metrics.ts'

it('shows what became of the records of each door, those that wait, and whether the log is up', async () => {
  const answers: Error[] = [new QueueFull(), new StoreUnavailable('down'), new Error('never foreseen')]
  const waiting = Promise.withResolvers<void>()
  const grpc = new MeasuredProducer({
    append: async ({ key }) => {
      if (key === 'slow') return waiting.promise
      const error = key === 'bad' ? answers.shift() : undefined
      if (error) throw error
    },
  })
  const relay = new MeasuredProducer({ append: async () => {} })
  const held = { connections: { size: 3, cut: 1 }, open: { size: 5, pendingBytes: 7, refused: 9 } }
  const registry = ingestMetrics({ grpc, relay }, held, () => false)

  await grpc.append({ key: 'good', value: '' })
  for (let time = 0; time < 3; time += 1) await expect(grpc.append({ key: 'bad', value: '' })).rejects.toThrow()
  const slow = grpc.append({ key: 'slow', value: '' })

  const text = await registry.metrics()
  for (const fate of ['accepted', 'full', 'unavailable', 'internal']) {
    expect(text).toContain(`aplauso_ingest_records_total{door="grpc",fate="${fate}"} 1`)
  }
  expect(text).toContain('aplauso_ingest_records_total{door="relay",fate="accepted"} 0')
  expect(text).toContain('aplauso_ingest_pending_records{door="grpc"} 1')
  expect(text).toContain('aplauso_ingest_log_up 0')
  expect(text).toContain('aplauso_ingest_grpc_connections 3')
  expect(text).toContain('aplauso_ingest_grpc_pending_bytes 7')
  expect(text).toContain('aplauso_ingest_grpc_refused_total 9')
  waiting.resolve()
  await slow
})
