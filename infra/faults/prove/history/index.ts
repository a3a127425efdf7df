/** What became of each vote, told by its callers, and held against what stands in the system. */
export * from './history.ts'
export { judge, type Verdict } from './judge.ts'
export type { Counters, Observed } from './observed.ts'
export * from './read-observed.ts'
