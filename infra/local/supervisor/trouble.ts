const troubles: Readonly<Record<string, string>> = { warn: 'warning', error: 'error', fatal: 'fatal error' }

/**
 * A warning or error in a log line, as text for people: `error: the archive is locked (EBUSY)`.
 * @returns undefined for other lines, which are only in the log file
 */
export function troubleIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined
  let event: unknown
  try {
    event = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof event !== 'object' || event === null || !('level' in event)) return undefined
  const word = troubles[String(event.level)]
  if (!word) return undefined
  const message = 'msg' in event ? String(event.msg) : 'no message'
  const cause = 'err' in event ? causeOf(event.err) : undefined
  return `${word}: ${message}${cause && cause !== message ? ` (${cause})` : ''}`
}

function causeOf(error: unknown): string | undefined {
  if (typeof error === 'string') return error
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined
  return String(error.message)
}
