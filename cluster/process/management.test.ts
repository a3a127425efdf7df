import { expect, it, onTestFinished } from 'vitest'
import { serveManagement } from './management.ts'
import { counter, createRegistry, gauge } from './metrics.ts'

it('serves metrics, health and readiness as they are at the moment', async () => {
  const registry = createRegistry()
  let votes = 1
  let ready = false
  counter(registry, 'votes_total', 'votes', (set) => set(votes))
  gauge(registry, 'lag', 'lag', (set) => set(7, { partition: 3 }), ['partition'])
  const management = await serveManagement({ host: '127.0.0.1', port: 0, registry, isReady: () => ready })
  onTestFinished(() => management.close())
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${management.port}${path}`, { method })

  expect(await (await get('/metrics')).text()).toContain('\nvotes_total 1\n')
  votes = 2
  const text = await (await get('/metrics')).text()
  expect(text).toContain('\nvotes_total 2\n')
  expect(text).toContain('# TYPE votes_total counter')
  expect(text).toContain('lag{partition="3"} 7')
  expect((await get('/healthz')).status).toBe(200)
  expect((await get('/readyz')).status).toBe(503)
  ready = true
  expect((await get('/readyz')).status).toBe(200)
  expect((await get('/nothing')).status).toBe(404)
  expect((await get('/metrics', 'POST')).status).toBe(405)
})
