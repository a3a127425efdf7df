import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { History } from './history.ts'
import { judge } from './judge.ts'
import type { Observed } from './observed.ts'
import { contentsOf, historyOf, observedOf, sumsOf, withSum } from './testing/forged.ts'

const attempts = fc.array(fc.constantFrom('accepted', 'unknown', 'refused'), { minLength: 1, maxLength: 4 })

/** Any history, and the votes of which a right system may have a row then: of the unknown ones, some. */
const rightSystem = fc.array(fc.tuple(attempts, fc.boolean()), { minLength: 1, maxLength: 12 }).map((votes) => {
  const history = historyOf(...votes.map(([fates]) => fates))
  const counted = [...history.votes()]
    .filter(({ fate, number }) => fate === 'accepted' || (fate === 'unknown' && votes[number - 1]?.[1]))
    .map(({ number }) => number)
  return { history, counted }
})

const numbersWith = (history: History, fate: string) =>
  [...history.votes()].flatMap((vote) => (vote.fate === fate ? vote.number : []))

/** One thing made wrong in what is observed; undefined where this system has nothing to make wrong so. */
const wrongs: Readonly<
  Record<string, (history: History, counted: readonly number[], at: number) => Observed | undefined>
> = {
  'an accepted vote has no row': (history, counted, at) => {
    const accepted = numbersWith(history, 'accepted')
    const gone = accepted[at % accepted.length]
    return gone === undefined
      ? undefined
      : observedOf(
          history,
          counted.filter((number) => number !== gone),
        )
  },
  'a vote has two rows': (history, counted, at) => {
    const twice = counted[at % counted.length]
    return twice === undefined ? undefined : observedOf(history, [...counted, twice])
  },
  'a refused vote has a row': (history, counted, at) => {
    const refused = numbersWith(history, 'refused')
    const wrongly = refused[at % refused.length]
    return wrongly === undefined ? undefined : observedOf(history, [...counted, wrongly])
  },
  'a row is nobody’s': (history, counted) => observedOf(history, counted, ['stranger']),
}

it('a right system is clean, whatever its callers were answered', () => {
  fc.assert(
    fc.property(rightSystem, ({ history, counted }) => {
      const nothing = { lost: 0, double: 0, wrong: 0, disagreements: [] }
      expect(judge(observedOf(history, counted))).toMatchObject({ clean: true, ...nothing })
    }),
  )
})

it('what may be shown of each field lies between the accepted votes and these with the unknown ones', () => {
  fc.assert(
    fc.property(rightSystem, ({ history, counted }) => {
      const { least, most } = observedOf(history, counted).rows.expected
      const accepted = sumsOf(history, numbersWith(history, 'accepted'))
      const possible = sumsOf(history, [...numbersWith(history, 'accepted'), ...numbersWith(history, 'unknown')])
      for (const kind of ['total', 'bands', 'albums', 'ranks', 'years'] as const) {
        for (const [field, votes] of accepted[kind]) expect(least[kind].get(field)).toBeGreaterThanOrEqual(votes)
        for (const [field, votes] of most[kind]) expect(possible[kind].get(field)).toBeGreaterThanOrEqual(votes)
      }
    }),
  )
})

it.each(Object.entries(wrongs))('it is seen in any system where %s', (_, makeWrong) => {
  fc.assert(
    fc.property(rightSystem, fc.nat(20), ({ history, counted }, at) => {
      const observed = makeWrong(history, counted, at)
      fc.pre(observed !== undefined)
      expect(judge(observed).clean).toBe(false)
    }),
  )
})

const place = fc.constantFrom('archive', 'tally', 'results', 'log')
const part = fc.constantFrom<Partial<ReturnType<typeof contentsOf>>>(
  { band: 'Gaby Moreno' },
  { album: 'Ilustrada' },
  { rank: 99.5 },
  { contest: 'other' },
)

it('votes counted under other contents, in any place and any number, are wrong by their number', () => {
  fc.assert(
    fc.property(rightSystem, place, part, fc.nat(11), ({ history, counted }, place, part, howMany) => {
      const displaced = new Set(counted.slice(0, howMany + 1))
      fc.pre(displaced.size > 0)
      const says = (number: number) => (displaced.has(number) ? { ...contentsOf(number), ...part } : contentsOf(number))
      const { years, ...shown } = sumsOf(history, counted, says)
      const right = observedOf(history, counted)
      const verdict = judge({ ...right, [place]: place === 'log' ? { ...shown, years } : shown })
      expect(verdict).toMatchObject({ clean: false, lost: 0, double: 0, uncounted: 0, wrong: displaced.size })
    }),
  )
})

it('one sum of any place that is off by one is seen', () => {
  const kind = fc.constantFrom('total', 'bands', 'albums', 'ranks', 'channels')
  fc.assert(
    fc.property(rightSystem, place, kind, fc.constantFrom(1, -1), ({ history, counted }, place, kind, by) => {
      fc.pre(counted.length > 0)
      const right = observedOf(history, counted)
      expect(judge({ ...right, [place]: withSum(right[place] ?? {}, kind, by) }).clean).toBe(false)
    }),
  )
})
