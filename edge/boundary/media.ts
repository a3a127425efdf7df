/** The content types that votes come in. */
export type Media = 'json' | 'ndjson'

const kinds: ReadonlyMap<string, Media> = new Map([
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
])

const charsetPattern = /^\s*charset\s*=\s*(.*?)\s*$/i
const utf8Pattern = /^"?utf-8"?$/i

/**
 * Reads a Content-Type header; undefined where it is absent, another type, or names a charset other than UTF-8.
 * Types are compared without case and parameters.
 */
export function mediaOf(contentType: string | undefined): Media | undefined {
  const [type = '', ...parameters] = (contentType ?? '').split(';')
  const charsets = parameters.flatMap((parameter) => charsetPattern.exec(parameter)?.[1] ?? [])
  return charsets.every((charset) => utf8Pattern.test(charset)) ? kinds.get(type.trim().toLowerCase()) : undefined
}

/** Whether a Content-Encoding header, which may be absent, says that the body is sent as it is. */
export function isPlain(contentEncoding: string | undefined): boolean {
  const codings = (contentEncoding ?? '').split(',').map((coding) => coding.trim().toLowerCase())
  return codings.every((coding) => coding === '' || coding === 'identity')
}
