/** What became of each vote by its callers' answers, held against what the system has. */
export * from './history.ts'
export { judge, type Verdict } from './judge.ts'
export type { Observed } from './observed.ts'
export * from './read-observed.ts'
export { sumsOfResults } from './read-results.ts'
export { fieldsOf, type Sums } from './sums.ts'
export { type Contents, voteKeyOf } from './vote-key.ts'
