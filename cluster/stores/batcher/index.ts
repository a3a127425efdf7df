export { QueueFull, RecordRefused, StoreUnavailable } from '../ports/errors.ts'
export * from './batcher.ts'
