import { base64Url, utf8 } from './bytes.ts'

/** A key made by `hmacKey`. */
export type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** An HMAC-SHA-256 key from a secret text; keep it, making it costs more than using it. */
export function hmacKey(secret: string): Promise<HmacKey> {
  return crypto.subtle.importKey('raw', utf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
}

/**
 * base64url HMAC-SHA-256 of a text, 43 characters: how a voter is stored, and how relay batches are signed.
 * @example
 * const voterHash = await hmac(await hmacKey(secret), voter)
 */
export async function hmac(key: HmacKey, text: string): Promise<string> {
  return base64Url(await crypto.subtle.sign('HMAC', key, utf8(text)))
}

/** Whether `signature` is the HMAC of `text`; takes the same time whichever character differs. */
export async function hmacMatches(key: HmacKey, text: string, signature: string): Promise<boolean> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(signature)) return false
  const bytes = Uint8Array.from(atob(signature.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
  return crypto.subtle.verify('HMAC', key, bytes, utf8(text))
}
