import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collector: (() => void) | undefined

/**
 * Collects garbage now. V8 knows little of the memory behind buffers and may leave dead ones for a long time where
 * nothing else happens; who is to be cut off for it must be judged by what is truly held.
 */
export function collectGarbage(): void {
  if (!collector) {
    setFlagsFromString('--expose-gc')
    const found: unknown = runInNewContext('gc')
    collector = typeof found === 'function' ? () => void found() : () => {}
  }
  collector()
}
