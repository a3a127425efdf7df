import { type Code, codes, type Fault } from '@aplauso/proto'

/** The edge's answer to a ballot. */
export type Answer =
  | { readonly kind: 'accepted' }
  /** breaks a rule: the same ballot would be refused again */
  | { readonly kind: 'refused'; readonly code: Code; readonly faults: readonly Fault[] }
  /** it may be stored or not: it can be sent again under its id */
  | { readonly kind: 'failed'; readonly code: Code; readonly waitMs: number | null }

const retryable: readonly Code[] = ['timeout', 'rate_limited', 'full', 'unavailable', 'internal']

/** Reads an answer. One that is not the edge's counts as a failure: a captive portal may have sent it. */
export async function readAnswer(response: Response): Promise<Answer> {
  const body: unknown = await response.json().catch(() => undefined)
  const members: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {}
  if (response.status === 202 && members.status === 'accepted') return { kind: 'accepted' }
  const code = codes.find((one) => one === members.code)
  const waitMs = secondsOf(response.headers.get('retry-after'))
  if (code === undefined) return { kind: 'failed', code: 'unavailable', waitMs }
  if (retryable.includes(code)) return { kind: 'failed', code, waitMs }
  return { kind: 'refused', code, faults: Array.isArray(members.errors) ? members.errors.filter(isFault) : [] }
}

function secondsOf(text: string | null): number | null {
  return text !== null && /^\d{1,5}$/.test(text) ? Number(text) * 1_000 : null
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'field' in value && 'code' in value
}
