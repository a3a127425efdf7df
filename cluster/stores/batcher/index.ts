export * from './batcher.ts'
