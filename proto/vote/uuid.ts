/** Hex digits of randomness that one request's ids are made from. */
export const entropyHexDigits = 19

/**
 * A version 7 UUID (RFC 9562, section 5.7) from a time, randomness and an index, so that code without a clock or a
 * random source can name the votes of a request: the same randomness with another index gives another id.
 * @param nowMs the time, Unix milliseconds
 * @param entropyHex 19 random hex digits
 * @param index the vote's place in its request, from 0
 * @example
 * const ids = votes.map((_, index) => uuidV7(nowMs, entropyHex, index))
 */
export function uuidV7(nowMs: number, entropyHex: string, index: number): string {
  const time = nowMs.toString(16).padStart(12, '0')
  const randA = entropyHex.slice(0, 3)
  const high = ((Number.parseInt(entropyHex.slice(3, 11), 16) & 0x3fffffff) | 0x80000000) >>> 0
  const low = (Number.parseInt(entropyHex.slice(11, 19), 16) + index) >>> 0
  const randB = high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randA}-${randB.slice(0, 4)}-${randB.slice(4)}`
}
