import { expect, it } from 'vitest'
import { readBody } from './read.ts'

const request = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  new Request('http://edge.test', { method: 'POST', body: body ?? null, headers, ...{ duplex: 'half' } })

const stream = (pull: (controller: ReadableStreamDefaultController<Uint8Array>) => void, cancel?: () => void) =>
  new ReadableStream<Uint8Array>({ pull, ...(cancel ? { cancel } : {}) })

it('joins the chunks of a body', async () => {
  let count = 0
  const body = stream((controller) => {
    count += 1
    if (count > 3) controller.close()
    else controller.enqueue(Uint8Array.of(count, count))
  })
  expect(await readBody(request(body), 10, 1_000)).toEqual({ bytes: Uint8Array.of(1, 1, 2, 2, 3, 3) })
})

it('takes a request without a body as an empty one', async () => {
  expect(await readBody(request(null), 10, 1_000)).toEqual({ bytes: new Uint8Array() })
})

it('takes as many bytes as allowed, and not one more', async () => {
  expect(await readBody(request('0123456789'), 10, 1_000)).toHaveProperty('bytes.length', 10)
  expect(await readBody(request('0123456789x'), 10, 1_000)).toEqual({ fault: 'too_large' })
})

it('reads nothing of a body that says it is far too large', async () => {
  let pulled = false
  const body = stream(() => {
    pulled = true
  })
  // A stream is asked once for what it has by itself.
  await Promise.resolve()
  pulled = false
  expect(await readBody(request(body, { 'content-length': '41' }), 10, 1_000)).toEqual({ fault: 'too_large' })
  expect(pulled).toBe(false)
})

it('lets go of a body without end', async () => {
  const chunk = new Uint8Array(10)
  let chunks = 0
  const cancelled = Promise.withResolvers<void>()
  const body = stream(
    (controller) => {
      chunks += 1
      controller.enqueue(chunk)
    },
    () => cancelled.resolve(),
  )
  expect(await readBody(request(body), 10, 1_000)).toEqual({ fault: 'too_large' })
  await cancelled.promise
  expect(chunks).toBeLessThan(10)
})

it('gives up a body that stalls, with one deadline for the whole of it', async () => {
  const body = stream(async (controller) => {
    await new Promise((resolve) => setTimeout(resolve, 40))
    controller.enqueue(Uint8Array.of(1))
  })
  const startedMs = performance.now()
  expect(await readBody(request(body), 1_000, 150)).toEqual({ fault: 'timeout' })
  expect(performance.now() - startedMs).toBeLessThan(1_000)
})

it('takes a body that breaks off as one that cannot be read', async () => {
  const body = stream((controller) => controller.error(new Error('gone')))
  expect(await readBody(request(body), 10, 1_000)).toEqual({ fault: 'malformed' })
})
