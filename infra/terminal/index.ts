/** What commands print for people. */
export * from './interrupt.ts'
export * from './output.ts'
export * from './progress.ts'
export * from './step.ts'
