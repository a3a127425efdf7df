import { codes, httpAnswers, problem } from '@aplauso/proto'
import { expect, it } from 'vitest'
import { readAnswer } from './answer.ts'

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  readAnswer(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers }))

it('an accepted vote is accepted', async () => {
  expect(await answer(202, { status: 'accepted', id: 'a', contest: 'default', receipt: 'later' })).toEqual({
    kind: 'accepted',
  })
})

it('each code of the contract is either a refusal or a reason to try again', async () => {
  const kinds: Record<string, string> = {}
  for (const code of codes) kinds[code] = (await answer(httpAnswers[code].status, problem(code))).kind
  expect(Object.keys(kinds).filter((code) => kinds[code] === 'failed')).toEqual([
    'timeout',
    'rate_limited',
    'full',
    'unavailable',
    'internal',
  ])
})

it('a refusal carries its faults', async () => {
  const errors = [{ field: 'rank', code: 'out_of_range', message: 'rank must be from 0 to 100' }] as const
  expect(await answer(422, problem('invalid', { errors }))).toEqual({
    kind: 'refused',
    code: 'invalid',
    faults: errors,
  })
})

it('the time to wait is taken from Retry-After', async () => {
  expect(await answer(429, problem('rate_limited'), { 'retry-after': '7' })).toMatchObject({ waitMs: 7_000 })
})

it.each([
  [200, '<html>log in'],
  [404, 'not found'],
  [202, {}],
  [502, 'bad gateway'],
])('an answer that is not the edge’s (%i %s) is a failure', async (status, body) => {
  expect(await answer(status, body)).toMatchObject({ kind: 'failed', code: 'unavailable' })
})
