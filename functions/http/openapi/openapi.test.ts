import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { logsHandler } from '../../logs/handler.ts'
import { openApi as logs } from '../../logs/openapi.ts'
import { resultsHandler } from '../../results/handler.ts'
import { openApi as results } from '../../results/openapi.ts'
import { MemoryView } from '../../testing/memory-view.ts'
import { serveFunction } from '../server.ts'

const documents = { logs, results }

/** All values under a member's name, however deep. */
function found(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [...(key === name ? [inner] : []), ...found(inner, name)])
}

describe.each(Object.entries(documents))('the description of %s', (_, document) => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    expect(await validator.validate(JSON.parse(JSON.stringify(document)))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it('gives each operation an id of its own and answers', () => {
    const operations = found(document.paths, 'get') as { operationId: string; responses: object }[]
    expect(operations.length).toBeGreaterThan(4)
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
    for (const { responses } of operations) expect(Object.keys(responses)).toContain('200')
  })

  it('refers to nothing that it does not hold, and holds nothing that is not referred to', () => {
    const names = new Set(found(document, '$ref').map((ref) => String(ref).replace('#/components/schemas/', '')))
    expect([...names].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted())
  })
})

describe('every described address', () => {
  it('exists, and what it answers has the members that its schema names', async () => {
    const options = { allowedOrigins: [], complain: () => {} }
    const nothing = { watermarks: new Map(), seen: new Map(), partitions: new Map() }
    const counters = {
      total: new Map(),
      bands: new Map(),
      albums: new Map(),
      ranks: new Map(),
      channels: new Map(),
      pace: new Map(),
    }
    const tally = {
      read: async () => ({ ...nothing, counters }),
      summary: async () => ({ ...nothing, totals: new Map() }),
    }
    const handlers = {
      logs: logsHandler({ ...options, view: new MemoryView('1'), exportKey: 'k' }),
      results: resultsHandler({ ...options, tally }),
    }
    const schemaOf = { '/v1/logs': 'LogPage', '/v1/results/{contest}': 'Results', '/v1/results': 'ContestList' }
    for (const [name, document] of Object.entries(documents)) {
      const server = await serveFunction(name, handlers[name as keyof typeof handlers], '127.0.0.1', 0)
      for (const path of Object.keys(document.paths)) {
        const address = `http://127.0.0.1:${server.port}${path.replace('{contest}', 'default')}`
        const answer = await fetch(address, { headers: { authorization: 'Bearer k' } })
        expect([path, answer.status]).toEqual([path, path.endsWith('export') ? 422 : 200])
        const body = (await answer.json()) as object
        const schema = schemaOf[path as keyof typeof schemaOf]
        const schemas: Readonly<Record<string, object>> = document.components.schemas
        if (schema)
          expect(Object.keys(body).toSorted()).toEqual((found(schemas[schema], 'required')[0] as string[]).toSorted())
        if (path === '/openapi.json') expect(body).toEqual(JSON.parse(JSON.stringify(document)))
      }
      await server.stop()
    }
  })
})
