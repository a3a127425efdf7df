import type { HmacKey } from '@aplauso/proto'

/**
 * A key that `make` makes once. A promise of it must not be shared: in a Worker one request's promise fails for all
 * others when its client leaves; so requests that come before the key is there each make it.
 */
export function keyOf(make: () => Promise<HmacKey>): () => Promise<HmacKey> {
  let key: HmacKey | undefined
  return async () => {
    if (key) return key
    const made = await make()
    key = made
    return made
  }
}
