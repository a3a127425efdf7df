import { STATUS_CODES } from 'node:http'
import type { Code } from '@aplauso/proto'
import { refusal } from './answer.ts'

/** What Node's parser found, and what the client is answered. */
const codesOf: Readonly<Record<string, Code>> = {
  HPE_HEADER_OVERFLOW: 'too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'timeout',
}

const titles: Partial<Record<Code, string>> = {
  malformed: 'The request is not readable HTTP',
  timeout: 'The request took too long to arrive',
}

/**
 * The whole answer, as it is sent, to what is not HTTP: a broken head, broken framing of a body, a head that is too long
 * or too slow. The connection ends behind it.
 */
export function clientErrorAnswer(
  error: { readonly code?: string },
  everyAnswer: Readonly<Record<string, string>>,
): string {
  const code = codesOf[error.code ?? ''] ?? 'malformed'
  const { status, headers, body } = refusal(code)
  const problem = JSON.parse(String(body)) as { title: string }
  const text = JSON.stringify({ ...problem, title: titles[code] ?? problem.title })
  const lines = Object.entries({
    ...everyAnswer,
    ...headers,
    connection: 'close',
    'content-length': String(Buffer.byteLength(text)),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`
}
