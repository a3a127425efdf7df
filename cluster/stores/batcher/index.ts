export { StoreUnavailable } from '../ports/errors.ts'
export * from './batcher.ts'
export { withDeadline } from './deadline.ts'
