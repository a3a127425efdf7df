/** Where a text stops being JSON, and why. Lines and columns count from 1, columns in code points. */
export interface JsonFault {
  readonly line: number
  readonly column: number
  readonly reason: string
}

const white = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: a JSON string holds them only escaped
const text = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const scalar = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y
const mark = /[{}[\]:,]/y

/** What may come next: a value, a key, `:`, or what follows a value. A `first` one may be missing. */
type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'next' | 'end'

/**
 * Finds where a text stops being JSON. JSON.parse does not always say where, and Locust's reader has to name the same
 * place (`infra/load/locust/json_fault.py`).
 * @param source a text that JSON.parse refuses
 */
export function findJsonFault(source: string): JsonFault {
  const open: string[] = []
  let expected: Expected = 'value'
  let before = ''
  let beforeAt = 0
  for (let at = end(white, source, 0) ?? 0; ; ) {
    const tokenEnd = end(text, source, at) ?? end(scalar, source, at) ?? end(mark, source, at)
    const token = source.slice(at, tokenEnd ?? at)
    const next: Expected | undefined = tokenEnd === undefined ? undefined : after(token, expected, open)
    if (tokenEnd === undefined || next === undefined) {
      const isCommaTooMany = before === ',' && (token === ']' || token === '}')
      return isCommaTooMany
        ? faultAt(source, beforeAt, `a comma before "${token}"`)
        : faultAt(source, at, reasonAt(source, at))
    }
    expected = next
    before = token
    beforeAt = at
    at = end(white, source, tokenEnd) ?? tokenEnd
  }
}

/** Where the pattern ends if it matches at `at`. */
function end(pattern: RegExp, source: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(source) ? pattern.lastIndex : undefined
}

/** What may come after a token; undefined if it may not be there itself. Keeps account of open brackets. */
function after(token: string, expected: Expected, open: string[]): Expected | undefined {
  const isValue = expected === 'value' || expected === 'first value'
  const isKey = expected === 'key' || expected === 'first key'
  switch (token) {
    case '{':
    case '[':
      if (!isValue) return undefined
      open.push(token)
      return token === '{' ? 'first key' : 'first value'
    case '}':
    case ']': {
      const mayClose = expected === 'next' || expected === (token === '}' ? 'first key' : 'first value')
      if (!mayClose || open.pop() !== (token === '}' ? '{' : '[')) return undefined
      return open.length > 0 ? 'next' : 'end'
    }
    case ':':
      return expected === 'colon' ? 'value' : undefined
    case ',':
      if (expected !== 'next') return undefined
      return open.at(-1) === '{' ? 'key' : 'value'
    default:
      if (isKey) return token.startsWith('"') ? 'colon' : undefined
      if (!isValue) return undefined
      return open.length > 0 ? 'next' : 'end'
  }
}

function reasonAt(source: string, at: number): string {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0)
  if (at >= source.length) return 'it ends too early'
  if (character === '"' && end(text, source, at) === undefined) return 'a string is broken or never closed'
  return `unexpected ${character === '"' ? 'string' : `"${character}"`}`
}

function faultAt(source: string, at: number, reason: string): JsonFault {
  const lines = source.slice(0, at).split('\n')
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1, reason }
}
