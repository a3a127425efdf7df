const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

export interface Nesting {
  /** The deepest level of arrays and objects; counting stops one beyond `maxDepth`. */
  readonly depth: number
  /** Elements of the outermost array; 0 if the text is not an array. An empty array counts as one. */
  readonly elements: number
}

/**
 * Measures a JSON text without parsing it, in one pass and without recursion: deep nesting damages the component's
 * engine, so it must be found before. Up to the first error in the text this sees what a parser sees; what comes after
 * does not matter, since no parser gets there.
 * @param end the index behind the text's last byte
 */
export function measureNesting(bytes: Uint8Array, start: number, end: number, maxDepth: number): Nesting {
  let depth = 0
  let deepest = 0
  let outerCommas = 0
  let outermost = 0
  for (let at = start; at < end; at += 1) {
    switch (bytes[at]) {
      case quote:
        at = endOfString(bytes, at + 1, end)
        break
      case openBracket:
      case openBrace:
        if (depth === 0 && outermost === 0) outermost = bytes[at] ?? 0
        depth += 1
        if (depth > deepest) deepest = depth
        if (depth > maxDepth) return { depth, elements: 0 }
        break
      case closeBracket:
      case closeBrace:
        depth -= 1
        break
      case comma:
        if (depth === 1) outerCommas += 1
    }
  }
  return { depth: deepest, elements: outermost === openBracket ? outerCommas + 1 : 0 }
}

/** The index of the quote that ends a string. */
function endOfString(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}
