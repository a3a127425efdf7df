import { expect, it } from 'vitest'
import { historyOf, observedOf, withCounter } from './forged.ts'
import { judge } from './judge.ts'

const history = historyOf(
  ['taken', 'accepted'],
  ['taken again', 'unknown', 'accepted', 'accepted'],
  ['perhaps', 'unknown', 'unknown'],
  ['perhaps not', 'unknown', 'refused'],
  ['no', 'refused', 'refused'],
)
const right = observedOf(['taken', 'taken again', 'perhaps'])
const nothingWrong = { lost: 0, double: 0, refusedCounted: 0, alien: 0, disagreements: [] }

it('accepted votes counted once, unknown ones once or not, refused ones not: a clean verdict', () => {
  expect(judge(history, right)).toMatchObject({ clean: true, ...nothingWrong })
  const others = observedOf(['taken', 'taken again', 'perhaps not'])
  expect(judge(history, others)).toMatchObject({ clean: true, ...nothingWrong })
})

it('an accepted vote without a row is lost, although all places agree', () => {
  const verdict = judge(history, observedOf(['taken', 'perhaps']))
  expect(verdict).toMatchObject({ clean: false, ...nothingWrong, lost: 1 })
  expect(verdict.examples.lost).toEqual(['taken again'])
})

it.each(['taken', 'perhaps'])('a second row of the vote "%s" is double', (key) => {
  const verdict = judge(history, observedOf(['taken', 'taken again', 'perhaps', key]))
  expect(verdict).toMatchObject({ clean: false, ...nothingWrong, double: 1 })
  expect(verdict.examples.double).toEqual([key])
})

it('a refused vote with a row is told', () => {
  const verdict = judge(history, observedOf(['taken', 'taken again', 'no']))
  expect(verdict).toMatchObject({ clean: false, ...nothingWrong, refusedCounted: 1 })
  expect(verdict.examples.refusedCounted).toEqual(['no'])
})

it('a row that nobody cast is told', () => {
  const verdict = judge(history, observedOf(['taken', 'taken again', 'stranger']))
  expect(verdict).toMatchObject({ clean: false, ...nothingWrong, alien: 1 })
  expect(verdict.examples.alien).toEqual(['stranger'])
})

it('a tally that counted votes more often than the archive has them is double', () => {
  const twice = observedOf([...right.keys, 'taken', 'perhaps'])
  const verdict = judge(history, { ...right, tally: twice.tally })
  expect(verdict).toMatchObject({ clean: false, ...nothingWrong, double: 2, disagreements: expect.any(Array) })
  expect(verdict.disagreements).toContain('tally default total "": the tally says 5, the archive 3')
})

it('a vote that the tally counted too seldom is uncounted', () => {
  const verdict = judge(history, { ...right, tally: withCounter(right.archive, 'albums', -1) })
  expect(verdict).toMatchObject({
    clean: false,
    double: 0,
    uncounted: 1,
    disagreements: [expect.stringContaining('tally default')],
  })
})

it('one counter too high is double, although another is as much too low', () => {
  const tally = withCounter(right.archive, 'bands', 1)
  expect(judge(history, { ...right, tally })).toMatchObject({ clean: false, double: 1 })
})

it('a results API that shows another number, or none, disagrees', () => {
  expect(judge(history, { ...right, results: 4 }).disagreements).toEqual([
    'the results API shows 4 votes, the archive holds 3',
  ])
  expect(judge(history, { ...right, results: null }).clean).toBe(false)
})

it('an archive whose rows sum up to something else than its keys, or that counts other rows, disagrees', () => {
  expect(judge(history, { ...right, rows: 4 }).disagreements).toHaveLength(1)
  for (const by of [1, -1]) {
    const ranks = withCounter(right.archive, 'ranks', by)
    expect(judge(history, { ...right, archive: ranks, tally: ranks }).disagreements).toHaveLength(1)
  }
})

it('what recount finds is passed on, and a tally that is not rebuilt is no agreement', () => {
  const difference = { contest: 'default', kind: 'bands', field: 'A', tally: 2, archive: 1 } as const
  const differs = { ...right, recount: { state: 'compared', differences: [difference] } } as const
  expect(judge(history, differs).disagreements).toEqual(['recount default bands "A": the tally says 2, the archive 1'])
  for (const state of ['recounting', 'behind', 'incomplete'] as const) {
    expect(judge(history, { ...right, recount: { state, differences: [] } }).clean, state).toBe(false)
  }
  expect(judge(history, { ...right, tally: null }).clean).toBe(false)
})

it('examples and lines are few, however much is wrong', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => `k${at}`)
  const broken = historyOf(...many.map((key) => [key, 'accepted'] as const))
  const differences = many.map((field) => ({ contest: 'default', kind: 'ranks', field, tally: 0, archive: 1 }) as const)
  const verdict = judge(broken, { ...observedOf([]), recount: { state: 'compared', differences } })
  expect(verdict.lost).toBe(1_000)
  expect(verdict.examples.lost).toHaveLength(20)
  expect(verdict.disagreements).toHaveLength(21)
  expect(verdict.disagreements.at(-1)).toBe('recount: and 980 more counters')
})
