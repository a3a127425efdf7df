import { expect, it } from 'vitest'
import { consumerMetrics } from './metrics.ts'
import { ConsumerStats } from './stats.ts'

it('shows lag and watermark of each partition that is held, and what was done', async () => {
  const stats = new ConsumerStats()
  const batch = { partition: 4, first: 10, next: 15, end: 40, records: [] }
  stats.applied(batch, { counted: [], offsets: [], duplicates: 2, unparsable: 1, dead: 3 })
  stats.applied({ ...batch, partition: 5 }, { counted: [], offsets: [], duplicates: 0, unparsable: 0, dead: 0 })
  stats.lost([4])
  const text = await consumerMetrics(stats).metrics()
  expect(text).toContain('aplauso_consumer_watermark{partition="4"} 15')
  expect(text).toContain('aplauso_consumer_lag{partition="4"} 25')
  expect(text).not.toContain('partition="5"')
  expect(text).toContain('aplauso_consumer_batches_total 2')
  expect(text).toContain('aplauso_consumer_duplicates_total 2')
  expect(text).toContain('aplauso_consumer_dead_letters_total 3')
  expect(text).toMatch(/^aplauso_consumer_recount_difference Nan$/m)
  stats.recountDifference = 0
  expect(await consumerMetrics(stats).metrics()).toMatch(/^aplauso_consumer_recount_difference 0$/m)
})
