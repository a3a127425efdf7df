import { entropyHexDigits } from '@aplauso/proto'
import type { Call } from '../boundary/call.ts'

export type Moment = Pick<Call, 'nowMs' | 'entropyHex'>

/** A request's time, and the randomness of its ids: the app has neither of its own. */
export function moment(): Moment {
  const bytes = crypto.getRandomValues(new Uint8Array(Math.ceil(entropyHexDigits / 2)))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { nowMs: Date.now(), entropyHex: hex.slice(0, entropyHexDigits) }
}
