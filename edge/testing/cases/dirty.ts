import { readFileSync } from 'node:fs'
import type { VoteRecord } from '@aplauso/proto'
import type { Case } from './case.ts'

interface Dirty {
  readonly what: string
  readonly contentType: string
  readonly body: string
  readonly expect: {
    readonly status: number
    readonly errors?: readonly { field: string; code: string }[]
    readonly stored?: Partial<VoteRecord>
  }
}

const file = new URL('../../../proto/testing/votes-dirty.json', import.meta.url)
const inputs = JSON.parse(readFileSync(file, 'utf8')) as Dirty[]

/** The contract's own inputs with their right answers. */
export const dirty: readonly Case[] = inputs.map(({ what, contentType, body, expect: { status, errors, stored } }) => ({
  name: what,
  path: '/vote',
  headers: { 'content-type': contentType },
  body,
  expect: {
    status,
    ...(errors ? { errors: errors.map(({ field, code }) => `${field} ${code}`) } : {}),
    stored: status === 202 ? [stored ?? {}] : [],
  },
}))
