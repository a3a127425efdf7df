import { type HmacKey, hmac, hmacMatches } from '../record/hmac.ts'

/** The header that carries a batch's signature: `t=<Unix seconds>,v1=<base64url HMAC-SHA-256 of "<t>.<body>">`. */
export const signatureHeader = 'aplauso-signature'

/** Seconds that the clocks of edge and relay may differ. */
export const signatureToleranceSeconds = 300

/**
 * The header's value for a body.
 * @example
 * const headers = { [signatureHeader]: await signBody(key, body, Date.now()) }
 */
export async function signBody(key: HmacKey, body: string, nowMs: number): Promise<string> {
  const seconds = Math.floor(nowMs / 1000)
  return `t=${seconds},v1=${await hmac(key, `${seconds}.${body}`)}`
}

/** What is wrong with the header by itself, whatever the body and the key: it is none, or its time is too far from now. */
export function signatureHeaderFault(header: string | undefined, nowMs: number): 'missing' | 'stale' | undefined {
  const parts = partsOf(header)
  if (!parts) return 'missing'
  return Math.abs(nowMs / 1000 - Number(parts.seconds)) > signatureToleranceSeconds ? 'stale' : undefined
}

/**
 * Why a signature is not good, or undefined where it is. A batch replayed within the tolerance does no harm: each vote
 * counts once by its key.
 */
export async function signatureFault(
  key: HmacKey,
  body: string,
  header: string | undefined,
  nowMs: number,
): Promise<'missing' | 'stale' | 'wrong' | undefined> {
  const parts = partsOf(header)
  if (!parts) return 'missing'
  if (!(await hmacMatches(key, `${parts.seconds}.${body}`, parts.signature))) return 'wrong'
  return signatureHeaderFault(header, nowMs)
}

function partsOf(header = ''): { readonly seconds: string; readonly signature: string } | undefined {
  const [, seconds = '', signature] = /^t=(\d{1,12}),v1=([A-Za-z0-9_-]{43})$/.exec(header) ?? []
  return signature === undefined ? undefined : { seconds, signature }
}
