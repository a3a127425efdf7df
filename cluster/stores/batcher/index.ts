export { StoreUnavailable } from '../ports/errors.ts'
export * from './batcher.ts'
