import { type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/**
 * A logger that writes one JSON line per event to standard output: `level` (text), `time` (RFC 3339), `name`, `msg` and
 * the event's own members. `LOG_LEVEL` chooses the least level (default `info`).
 * @example
 * createLogger('ingest').info({ port }, 'listening')
 */
export function createLogger(name: string, level = process.env.LOG_LEVEL || 'info'): Logger {
  return pino(
    {
      name,
      level: level in pino.levels.values || level === 'silent' ? level : 'info',
      base: { name },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
    pino.destination({ dest: 1, sync: true }),
  )
}
