import { expect, test } from 'vitest'
import { codes } from './codes.ts'
import { grpcStatuses } from './grpc.ts'
import { httpAnswers } from './http.ts'
import { problem } from './problem.ts'

test('every code has the contract’s HTTP status', () => {
  expect(Object.fromEntries(codes.map((code) => [code, httpAnswers[code].status]))).toEqual({
    malformed: 400,
    unauthenticated: 401,
    not_found: 404,
    unknown_contest: 404,
    method_not_allowed: 405,
    timeout: 408,
    contest_not_open: 409,
    contest_closed: 409,
    too_large: 413,
    unsupported_media_type: 415,
    invalid: 422,
    rate_limited: 429,
    full: 503,
    unavailable: 503,
    internal: 500,
  })
})

test('every code but HTTP’s own four has the contract’s gRPC status', () => {
  expect(grpcStatuses).toEqual({
    unauthenticated: 16,
    not_found: 12,
    unknown_contest: 5,
    contest_not_open: 9,
    contest_closed: 9,
    too_large: 8,
    invalid: 3,
    rate_limited: 8,
    full: 8,
    unavailable: 14,
    internal: 13,
  })
})

test('the answers that ask to try again, and no others, say when', () => {
  const retried = codes.filter((code) => httpAnswers[code].retryAfterSeconds !== undefined)
  expect(retried).toEqual(['rate_limited', 'full', 'unavailable'])
})

test('a problem document holds type, title, status, code, and what the case adds', () => {
  expect(problem('unavailable', { id: 'vote-1' })).toEqual({
    type: 'urn:aplauso:problem:unavailable',
    title: 'The vote could not be stored, please try again',
    status: 503,
    code: 'unavailable',
    id: 'vote-1',
  })
})
