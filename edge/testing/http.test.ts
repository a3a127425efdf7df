import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, comparable } from './cases/ask.ts'
import { arrays, ndjsonBodies } from './cases/batches.ts'
import { json, ndjson, voteText } from './cases/case.ts'
import { check } from './cases/check.ts'
import { checkDescribed } from './cases/described.ts'
import { dirty } from './cases/dirty.ts'
import { failures } from './cases/failures.ts'
import { protocol } from './cases/protocol.ts'
import { single } from './cases/single.ts'
import { startPlain } from './targets/plain.ts'
import type { Target } from './targets/target.ts'
import { startWorkerd } from './targets/workerd.ts'

let plain: Target
let workerd: Target

beforeAll(async () => {
  ;[plain, workerd] = await Promise.all([startPlain(), startWorkerd()])
}, 90_000)

afterAll(async () => {
  await Promise.all([plain.close(), workerd.close()])
})

describe.each([
  ['the contract’s own inputs', dirty],
  ['one vote', single],
  ['arrays', arrays],
  ['NDJSON', ndjsonBodies],
  ['routes, types and CORS', protocol],
  ['what the log does not take', failures],
] as const)('%s: plain TypeScript and the component in workerd', (_, cases) => {
  it.each(cases)('$name', async (each) => {
    const [here, there] = await Promise.all([ask(plain, each), ask(workerd, each)])
    check(here, each.expect)
    check(there, each.expect)
    checkDescribed(each, there)
    expect(comparable(there)).toEqual(comparable(here))
  })
})

describe.each([
  ['plain TypeScript', () => plain],
  ['the component in workerd', () => workerd],
])('%s', (_, target) => {
  it('answers 408 when a body does not arrive in time', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"name":')),
    })
    const response = await target().fetch('/vote', { method: 'POST', headers: json, body, duplex: 'half' })
    expect(response.status).toBe(408)
    expect(await response.json()).toMatchObject({ code: 'timeout' })
  })

  it('answers 413 to a body that states no size and is too large', async () => {
    let left = 32
    const chunk = new Uint8Array(64 * 1024).fill(0x20)
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        left -= 1
        controller.enqueue(chunk)
        if (left === 0) controller.close()
      },
    })
    const response = await target().fetch('/vote', { method: 'POST', headers: ndjson, body, duplex: 'half' })
    expect(response.status).toBe(413)
  })

  it('answers good votes rightly among hostile ones', async () => {
    target().relay.reply()
    const nested = '['.repeat(16 * 1024)
    const hostile = [
      { headers: json, body: nested },
      { headers: json, body: `{"name":${nested}` },
      { headers: ndjson, body: nested.slice(0, 8_000) },
      { headers: ndjson, body: `${'{"a":'.repeat(1_500)}\n${voteText()}` },
    ]
    const requests = Array.from({ length: 240 }, (__, index) => {
      const { headers, body } = (index % 4 === 0 && hostile[(index / 4) % 4]) || {
        headers: json,
        body: voteText({ id: `good-${index}` }),
      }
      return target().fetch('/vote', { method: 'POST', headers, body })
    })
    const answers = await Promise.all(
      requests.map(async (each) => (await (await each).json()) as { code?: string; status?: string }),
    )
    const good = answers.filter((__, index) => index % 4 !== 0)
    expect(good).toEqual(
      answers.flatMap((__, index) =>
        index % 4 === 0 ? [] : { status: 'accepted', id: `good-${index}`, contest: 'default' },
      ),
    )
    expect(new Set(answers.map(({ code, status }) => code ?? status ?? 'outcomes'))).toEqual(
      new Set(['accepted', 'malformed', 'outcomes']),
    )
  })

  it('gathers votes of many requests into few batches', async () => {
    target().relay.reply()
    const before = target().relay.batches
    const requests = Array.from({ length: 100 }, (__, index) =>
      target().fetch('/vote', { method: 'POST', headers: json, body: voteText({ id: `gathered-${index}` }) }),
    )
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 202))
    expect(target().relay.batches - before).toBeLessThan(80)
  })
})
