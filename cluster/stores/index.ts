/** The ports: what the rest of the system asks of its engines. Adapters come from `@aplauso/stores/open`. */
export * from './ports/dead-letters.ts'
export * from './ports/errors.ts'
export * from './ports/progress.ts'
export * from './ports/tally.ts'
export * from './ports/vote-archive.ts'
export * from './ports/vote-log.ts'
export * from './ports/vote-log-view.ts'
