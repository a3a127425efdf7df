import { expect, it } from 'vitest'
import { readContestIds } from './contests.ts'

it('reads the contests’ ids in their order, each once', () => {
  const contests = [{ contest: 'default', state: 'open', total: 5 }, { contest: 'final' }, { contest: 'final' }]
  expect(readContestIds({ contests, more: 1 })).toEqual(['default', 'final'])
})

it.each([null, [], {}, { contests: 5 }, { contests: [null] }, { contests: [{ contest: 5 }] }])(
  'reads no contests from another document (%#)',
  (value) => {
    expect(readContestIds(value)).toBeUndefined()
  },
)
