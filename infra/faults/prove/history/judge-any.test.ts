import fc from 'fast-check'
import { expect, it } from 'vitest'
import { historyOf, observedOf, withCounter } from './forged.ts'
import type { History } from './history.ts'
import { judge } from './judge.ts'
import type { Observed } from './observed.ts'

const kind = fc.constantFrom('total', 'bands', 'albums', 'ranks', 'channels')
const attempts = fc.array(fc.constantFrom('accepted', 'unknown', 'refused'), { minLength: 1, maxLength: 4 })

/** Any history, and the rows that a right system may have then: of the unknown votes, some. */
const rightSystem = fc.array(fc.tuple(attempts, fc.boolean()), { minLength: 1, maxLength: 12 }).map((votes) => {
  const history = historyOf(...votes.map(([fates], at) => ['k'.repeat(at + 1), ...fates] as const))
  const rows = [...history.votes()]
    .filter(([, fate], at) => fate === 'accepted' || (fate === 'unknown' && votes[at]?.[1]))
    .map(([key]) => key)
  return { history, rows }
})

const keysWith = (history: History, fate: string) =>
  [...history.votes()].flatMap(([key, of]) => (of === fate ? key : []))

/** One thing made wrong in what is observed; undefined where this system has nothing to make wrong so. */
const wrongs: Readonly<
  Record<string, (history: History, rows: readonly string[], at: number) => Observed | undefined>
> = {
  'an accepted vote has no row': (history, rows, at) => {
    const accepted = keysWith(history, 'accepted')
    const gone = accepted[at % accepted.length]
    return gone === undefined ? undefined : observedOf(rows.filter((key) => key !== gone))
  },
  'a row stands twice': (_, rows, at) => {
    const twice = rows[at % rows.length]
    return twice === undefined ? undefined : observedOf([...rows, twice])
  },
  'a refused vote has a row': (history, rows, at) => {
    const refused = keysWith(history, 'refused')
    const counted = refused[at % refused.length]
    return counted === undefined ? undefined : observedOf([...rows, counted])
  },
  'a row is nobody’s': (_, rows) => observedOf([...rows, 'stranger']),
  'the results API shows another number': (_, rows, at) => ({ ...observedOf(rows), results: rows.length + at + 1 }),
}

it('a right system is clean, whatever its callers were told', () => {
  fc.assert(
    fc.property(rightSystem, ({ history, rows }) => {
      expect(judge(history, observedOf(rows))).toMatchObject({ clean: true, lost: 0, double: 0, disagreements: [] })
    }),
  )
})

it.each(Object.entries(wrongs))('it is seen in any system where %s', (_, makeWrong) => {
  fc.assert(
    fc.property(rightSystem, fc.nat(20), ({ history, rows }, at) => {
      const observed = makeWrong(history, rows, at)
      fc.pre(observed !== undefined)
      expect(judge(history, observed).clean).toBe(false)
    }),
  )
})

it.each(['archive', 'tally'] as const)(
  'it is seen in any system where one counter of the %s is off by one',
  (place) => {
    fc.assert(
      fc.property(rightSystem, kind, fc.constantFrom(1, -1), ({ history, rows }, kind, by) => {
        fc.pre(rows.length > 0)
        const right = observedOf(rows)
        expect(judge(history, { ...right, [place]: withCounter(right.archive, kind, by) }).clean).toBe(false)
      }),
    )
  },
)
