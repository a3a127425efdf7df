import { type HmacKey, hmacKey } from '@aplauso/proto'

/**
 * A key that is made once. A promise of it must not be shared: in a Worker one request's promise fails for all others
 * when its client leaves; so requests that come before the key is there each make it.
 */
export function keyOf(secret: string): () => Promise<HmacKey> {
  let key: HmacKey | undefined
  return async () => {
    if (key) return key
    const made = await hmacKey(secret)
    key = made
    return made
  }
}
