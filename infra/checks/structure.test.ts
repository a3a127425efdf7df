import { expect, it } from 'vitest'
import { measureStructure, votePathsIn } from './structure.ts'

it('the lists of "Follow a vote" are read in order, and files that do not exist are named', () => {
  const readme = [
    '## Follow a vote',
    'From here:',
    '1. [a.ts](x/a.ts) takes it',
    '2. [b.ts](x/b.ts)',
    'From there:',
    '1. [c.ts](c.ts)',
    '## Read on',
    '1. [d.ts](d.ts)',
  ]
  expect(votePathsIn(readme.join('\n'), (path) => path !== 'x/b.ts')).toEqual([
    { name: 'From here', files: ['x/a.ts', 'x/b.ts'], missing: ['x/b.ts'] },
    { name: 'From there', files: ['c.ts'], missing: [] },
  ])
})

it('the README lists the path of a vote from each door to Kafka and on to the counters, by files that exist', () => {
  const { votePaths, files } = measureStructure()
  expect(votePaths.map(({ files: steps, missing }) => [steps.length > 2, missing])).toEqual(Array(3).fill([true, []]))
  expect(files).toBeGreaterThan(100)
})
