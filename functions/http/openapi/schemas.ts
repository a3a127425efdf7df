import { codes, fieldCodes } from '@aplauso/proto'
import { ref } from './parts.ts'

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
