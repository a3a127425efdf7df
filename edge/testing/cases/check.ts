import { problem, problemContentType } from '@aplauso/proto'
import { expect } from 'vitest'
import type { Result } from './ask.ts'
import type { Expectation } from './case.ts'

interface Body {
  readonly status: unknown
  readonly code?: unknown
  readonly id?: unknown
  readonly errors?: readonly { field: string; code: string; message: string }[]
  readonly outcomes?: readonly (Body & { id?: string })[]
}

const faults = (errors: Body['errors']) => errors?.map(({ field, code }) => `${field} ${code}`)

/** Compares a result with what a case expects, and with what every answer must keep. */
export function check({ status, headers, body, stored }: Result, expected: Expectation): void {
  expect(status, body.slice(0, 300)).toBe(expected.status)
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['cache-control']).toBe(expected.headers?.['cache-control'] ?? 'no-store')
  for (const [name, value] of Object.entries(expected.headers ?? {})) expect(headers[name] ?? null, name).toBe(value)
  const answer = body === '' ? undefined : (JSON.parse(body) as Body)
  if (status >= 400 && answer) {
    expect(headers['content-type']).toBe(problemContentType)
    if (expected.code) expect(answer).toMatchObject(problem(expected.code))
  }
  if (expected.id) expect(answer?.id).toBe(expected.id)
  if (expected.errors) expect(faults(answer?.errors)).toEqual(expected.errors)
  if (status === 202) expect(answer).toEqual({ status: 'accepted', id: stored[0]?.record.id, contest: 'default' })
  if (expected.outcomes) {
    const outcomes = answer?.outcomes?.map(({ errors, code, status: fate }) => faults(errors) ?? code ?? fate)
    expect(outcomes).toEqual(expected.outcomes)
    const sent = answer?.outcomes?.flatMap(({ id }) => id ?? [])
    expect(stored.map(({ record }) => record.id).sort()).toEqual(sent?.sort())
  }
  if (expected.stored) {
    expect(stored).toHaveLength(expected.stored.length)
    const byId = (left: { id?: string }, right: { id?: string }) => ((left.id ?? '') < (right.id ?? '') ? -1 : 1)
    const records = stored.map(({ record }) => record).sort(byId)
    expect(records).toMatchObject(expected.stored.toSorted(byId))
  }
}
