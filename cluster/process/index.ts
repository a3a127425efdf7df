/** What every server process needs: configuration from the environment, JSON log lines, an orderly life and death. */
export * from './config.ts'
export * from './log.ts'
export * from './management.ts'
export * from './metrics.ts'
export * from './network-of.ts'
export * from './portable/index.ts'
export * from './service.ts'
export * from './signals.ts'
