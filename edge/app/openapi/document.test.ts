import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, it } from 'vitest'
import { openApi } from './document.ts'

it('the description is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  expect(await validator.validate(JSON.parse(openApi) as Record<string, unknown>)).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

it('every reference leads somewhere, and every schema is referred to', () => {
  const references = new Set([...openApi.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name))
  const { components } = JSON.parse(openApi) as { components: { schemas: object } }
  expect([...references].sort()).toEqual(Object.keys(components.schemas).sort())
})
