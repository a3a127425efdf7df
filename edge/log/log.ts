export type Level = 'info' | 'warn' | 'error'

/** Writes one JSON line per event, as the other servers do. Never give it a vote, a voter or a secret. */
export function log(level: Level, msg: string, members: Readonly<Record<string, unknown>> = {}): void {
  console[level](JSON.stringify({ level, time: new Date().toISOString(), name: 'edge', ...members, msg }))
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
