import { base64Url, utf8 } from '../record/bytes.ts'
import { type HmacKey, hmacKey } from '../record/hmac.ts'

/**
 * The key that signs an operator's requests about an edge's outbox, from the edge's secret `OPERATOR_KEY`.
 * @param relaySecret the edge's `RELAY_KEY`, from which the key is derived where there is no other secret (HKDF with
 * SHA-256, RFC 5869: no salt, info `operator`): a signature for the relay is never an operator's, nor the other way round
 */
export async function operatorKey(secret: string | undefined, relaySecret: string): Promise<HmacKey> {
  if (secret !== undefined) return hmacKey(secret)
  const relayKey = await crypto.subtle.importKey('raw', utf8(relaySecret), 'HKDF', false, ['deriveBits'])
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8('operator') }
  return hmacKey(base64Url(await crypto.subtle.deriveBits(derivation, relayKey, 256)))
}
