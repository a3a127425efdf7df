/** Votes that go on coming while everything else breaks. */
export * from './start.ts'
export { idPrefixOf } from './votes.ts'
