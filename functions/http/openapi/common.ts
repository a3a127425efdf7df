import { codes, fieldCodes } from '@aplauso/proto'
import { jsonAnswer, problems, ref } from './parts.ts'

/** What the answers of all functions are made of. */
export const commonSchemas = {
  Fault: {
    type: 'object',
    required: ['field', 'code', 'message'],
    properties: {
      field: { type: 'string', description: 'The parameter' },
      code: { enum: [...fieldCodes] },
      message: { type: 'string' },
    },
  },
  Problem: {
    type: 'object',
    description: 'RFC 9457',
    required: ['type', 'title', 'status', 'code'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { enum: [...codes] },
      errors: { type: 'array', items: ref('Fault') },
    },
  },
  Health: {
    type: 'object',
    required: ['status'],
    properties: { status: { enum: ['ok', 'ready'] } },
  },
} as const

/** The addresses that every function has. */
export const serviceOperations = {
  '/healthz': {
    get: {
      operationId: 'health',
      summary: 'Whether the process lives',
      responses: { '200': jsonAnswer('Health', 'It does') },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readiness',
      summary: 'Whether its store answers',
      responses: { '200': jsonAnswer('Health', 'It does'), ...problems('unavailable') },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'describe',
      summary: 'This document',
      responses: {
        '200': { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } },
      },
    },
  },
}
