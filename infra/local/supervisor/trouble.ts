const troubles: Readonly<Record<string, string>> = { warn: 'warning', error: 'error', fatal: 'fatal error' }

/**
 * What a log line tells a person, where it is a warning or worse: `error: the archive is locked (EBUSY)`.
 * Other lines, and lines that are no JSON, give undefined; they stand in the log file.
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
