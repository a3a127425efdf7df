import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { expect } from 'vitest'
import { openApi } from '../../app/openapi/document.ts'
import type { Result } from './ask.ts'
import type { Case } from './case.ts'

interface Content {
  readonly content: Readonly<Record<string, { readonly schema: object }>>
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Content>> }>>>
  >
  readonly components: object
}

const document = JSON.parse(openApi) as Document
const ajv = new Ajv2020({ strict: false })
formats.default(ajv)
const validators = new Map<object, ValidateFunction>()

/** Checks that an answer of a described address is one of those that openapi.json describes. */
export function checkDescribed({ method = 'POST', path = '/v1/votes' }: Case, { status, headers, body }: Result): void {
  const operation = document.paths[path]?.[method.toLowerCase()]
  if (!operation) return
  const described = operation.responses[String(status)]
  expect(described, `${status} is described`).toBeDefined()
  const schema = described?.content[headers['content-type'] ?? '']?.schema
  expect(schema, `${headers['content-type']} is described`).toBeDefined()
  if (!schema) return
  let validate = validators.get(schema)
  if (!validate) {
    validate = ajv.compile({ ...schema, components: document.components })
    validators.set(schema, validate)
  }
  validate(JSON.parse(body))
  expect(validate.errors ?? []).toEqual([])
}
