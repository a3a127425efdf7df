export * from './archive.ts'
export * from './config.ts'
export * from './log.ts'
export * from './tally.ts'
