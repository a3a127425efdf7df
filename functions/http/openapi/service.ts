import { jsonAnswer, problems } from './parts.ts'

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
