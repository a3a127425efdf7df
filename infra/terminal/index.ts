/** What commands show people. */
export * from './interrupt.ts'
export * from './output.ts'
export * from './progress.ts'
export * from './step.ts'
