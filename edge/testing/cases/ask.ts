import type { VoteRecord } from '@aplauso/proto'
import type { Target } from '../targets/target.ts'
import { type Case, json } from './case.ts'

/** What came of a request. */
export interface Result {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly stored: readonly { text: string; record: VoteRecord }[]
}

/** Sends a case's request to a target; what is stored meanwhile is taken as its. */
export async function ask(
  target: Target,
  { method = 'POST', path = '/v1/votes', headers, body, reply }: Case,
): Promise<Result> {
  target.relay.take()
  target.relay.reply(reply)
  const takesBody = method !== 'GET' && method !== 'HEAD'
  const response = await target.fetch(path, {
    method,
    headers: headers ?? (takesBody ? json : {}),
    // As bytes: a text would bring a content type of its own.
    ...(takesBody && body !== undefined
      ? { body: typeof body === 'string' ? new TextEncoder().encode(body) : body }
      : {}),
    signal: AbortSignal.timeout(15_000),
  })
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
    stored: target.relay.take(),
  }
}

const hopHeaders: readonly string[] = [
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]

/** A result without what differs between two runs: made ids, times, headers that belong to the way and not the answer. */
export function comparable({ status, headers, body, stored }: Result) {
  const settled = (text: string) =>
    text
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, '<made id>')
      .replaceAll(/"at":"[^"]+"/g, '"at":"<time>"')
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !hopHeaders.includes(name))),
    body: settled(body),
    stored: stored.map(({ text }) => settled(text)).sort(),
  }
}
