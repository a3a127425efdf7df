import { expect, it } from 'vitest'
import { judge } from './judge.ts'
import { fieldOf } from './sums.ts'
import { contentsOf, historyOf, keyOf, observedOf, sumsOf, withSum } from './testing/forged.ts'

const [taken, takenAgain, perhaps, perhapsNot, no] = [1, 2, 3, 4, 5]
const history = historyOf(
  ['accepted'],
  ['unknown', 'accepted', 'accepted'],
  ['unknown', 'unknown'],
  ['unknown', 'refused'],
  ['refused', 'refused'],
)
const observed = (...numbers: readonly number[]) => observedOf(history, numbers)
const right = observed(taken, takenAgain, perhaps)
const nothingWrong = { lost: 0, double: 0, uncounted: 0, wrong: 0, refusedCounted: 0, alien: 0, disagreements: [] }

it('accepted votes counted once, unknown ones once or not, refused ones not: a clean verdict', () => {
  expect(judge(right)).toMatchObject({ clean: true, ...nothingWrong })
  expect(judge(observed(taken, takenAgain, perhapsNot))).toMatchObject({ clean: true, ...nothingWrong })
})

it('an accepted vote without a row is lost, although all places agree', () => {
  const verdict = judge(observed(taken, perhaps))
  expect(verdict).toMatchObject({ clean: false, ...nothingWrong, lost: 1 })
  expect(verdict.examples.lost).toEqual([keyOf(takenAgain)])
})

it.each([taken, perhaps])('a second row of vote %i is double', (number) => {
  const verdict = judge(observed(taken, takenAgain, perhaps, number))
  expect(verdict).toMatchObject({ clean: false, ...nothingWrong, double: 1 })
  expect(verdict.examples.double).toEqual([keyOf(number)])
})

it('a refused vote with a row is reported', () => {
  const verdict = judge(observed(taken, takenAgain, no))
  expect(verdict).toMatchObject({ clean: false, refusedCounted: 1, lost: 0, double: 0 })
  expect(verdict.examples.refusedCounted).toEqual([keyOf(no)])
})

it.each(['stranger', 'u\u001fdefault\u001fforged-6\u001fdigest', keyOf(99)])(
  'a row %j that nobody cast is reported',
  (key) => {
    const verdict = judge(observedOf(history, [taken, takenAgain], [key]))
    expect(verdict).toMatchObject({ clean: false, lost: 0, double: 0, alien: 1 })
    expect(verdict.examples.alien).toEqual([key])
  },
)

it('a row under the id of a vote that says something else is wrong, and the vote lost', () => {
  const key = keyOf(takenAgain, { ...contentsOf(takenAgain), rank: 99 })
  const verdict = judge(observedOf(history, [taken], [key]))
  expect(verdict).toMatchObject({ clean: false, lost: 1, double: 0, wrong: 1, alien: 0 })
  expect(verdict.examples.forged).toEqual([key])
})

it('ranks that the results show in bins are compared in them', () => {
  const [bohemia, alux] = [
    ['default', 'Bohemia', 'Sub'],
    ['default', 'Alux Nahual', 'La Trampa'],
  ] as const
  const rankBins = new Map([
    [fieldOf(...bohemia), [{ rank: 0, to: 5 }]],
    [fieldOf(...alux), [{ rank: 2, to: 2 }]],
  ])
  const shows = (votes: number) => {
    const ranks = new Map([
      [fieldOf(...bohemia, 0), votes],
      [fieldOf(...alux, 2), 3 - votes],
    ])
    return judge({ ...right, results: { ...right.results, ranks, rankBins } })
  }
  expect(shows(2)).toMatchObject({ clean: true, ...nothingWrong })
  expect(shows(1)).toMatchObject({ clean: false, wrong: 1 })
})

it('a tally that counted votes more often than they have rows is double', () => {
  const tally = sumsOf(history, [taken, takenAgain, perhaps, taken, perhaps])
  const verdict = judge({ ...right, tally })
  expect(verdict).toMatchObject({ clean: false, lost: 0, double: 2, wrong: 0 })
  expect(verdict.disagreements).toContain('the tally, total ["default"]: shows 5, cast 3')
})

it('a vote that the tally did not count is uncounted', () => {
  const verdict = judge({ ...right, tally: sumsOf(history, [taken, takenAgain]) })
  expect(verdict).toMatchObject({ clean: false, double: 0, uncounted: 1, wrong: 0 })
  expect(judge({ ...right, tally: null })).toMatchObject({ clean: false, uncounted: 3 })
})

it.each(['archive', 'tally', 'results', 'log'] as const)(
  'votes counted for another band in the %s are wrong',
  (place) => {
    const shown = sumsOf(history, [taken, takenAgain, perhaps], () => ({ ...contentsOf(taken), band: 'Gaby Moreno' }))
    const { years: _, ...sums } = shown
    const verdict = judge({ ...right, [place]: place === 'log' ? shown : sums })
    expect(verdict).toMatchObject({ clean: false, lost: 0, double: 0, uncounted: 0, wrong: 3 })
  },
)

it('a system in which every place says the same other band is wrong', () => {
  const log = sumsOf(history, [taken, takenAgain, perhaps], (number) => ({
    ...contentsOf(number),
    band: 'Gaby Moreno',
  }))
  const { years: _, ...shown } = log
  const verdict = judge({ ...right, archive: shown, tally: shown, results: shown, log })
  expect(verdict).toMatchObject({ clean: false, lost: 0, double: 0, uncounted: 0, wrong: 3 })
})

it('a log that shows another year is wrong', () => {
  const log = sumsOf(history, [taken, takenAgain, perhaps], (number) => ({ ...contentsOf(number), year: 2001 }))
  expect(judge({ ...right, log })).toMatchObject({ clean: false, wrong: 3 })
})

it('the channel of a vote that came in by one door is certain, of one that may have come in by both it is not', () => {
  const both = historyOf(['accepted'], ['unknown', 'accepted'])
  const observed = observedOf(both, [1, 2])
  const channels = (edge: number, grpc: number) => ({
    ...observed.tally,
    channels: new Map([
      ['["default","edge"]', edge],
      ['["default","grpc"]', grpc],
    ]),
  })
  for (const tally of [channels(2, 0), channels(1, 1)]) expect(judge({ ...observed, tally }).clean).toBe(true)
  expect(judge({ ...observed, tally: channels(0, 2) })).toMatchObject({ clean: false, wrong: 1 })
  expect(judge({ ...observed, tally: channels(1, 0) })).toMatchObject({ clean: false, wrong: 1 })
})

it('an API that shows another number, or none, disagrees', () => {
  const one = { ...right, results: withSum(right.results ?? {}, 'total', 1) }
  expect(judge(one).disagreements).toContain('the results API, total ["default"]: shows 4, cast 3')
  expect(judge({ ...right, results: null }).clean).toBe(false)
  expect(judge({ ...right, log: sumsOf(history, [taken]) }).clean).toBe(false)
})

it('an archive that counts other rows than it has keys disagrees', () => {
  expect(judge({ ...right, counted: 4 }).disagreements).toEqual([
    'the archive counts 4 rows, but 3 keys were read from it',
  ])
})

it('what recount finds is passed on, and a tally that is not rebuilt is not an agreement', () => {
  const difference = { contest: 'default', kind: 'bands', field: 'A', tally: 2, archive: 1 } as const
  const differs = { ...right, recount: { state: 'compared', differences: [difference] } } as const
  expect(judge(differs).disagreements).toEqual(['recount default bands "A": the tally says 2, the archive 1'])
  for (const state of ['recounting', 'behind', 'incomplete'] as const)
    expect(judge({ ...right, recount: { state, differences: [] } }).clean, state).toBe(false)
})

it('examples and lines are few, however much is wrong', () => {
  const many = historyOf(...Array.from({ length: 1_000 }, () => ['accepted'] as const))
  const fields = Array.from({ length: 1_000 }, (_, at) => `k${at}`)
  const differences = fields.map(
    (field) => ({ contest: 'default', kind: 'ranks', field, tally: 0, archive: 1 }) as const,
  )
  const verdict = judge({ ...observedOf(many, []), recount: { state: 'compared', differences } })
  expect(verdict.lost).toBe(1_000)
  expect(verdict.examples.lost).toHaveLength(20)
  expect(verdict.disagreements).toHaveLength(21)
  expect(verdict.disagreements.at(-1)).toBe('recount: and 980 more counters')
})
