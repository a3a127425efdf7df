import { expect, it } from 'vitest'
import { isResolved, type LetterFacts, letterState } from './letter-state.ts'

const place = { incarnation: '1', partition: 3, offset: 40 }
const nothing: LetterFacts = { hasRow: false, fate: undefined, places: [], isPassed: () => true }

it.each<[string, boolean, Partial<LetterFacts>]>([
  ['open', false, {}],
  ['open', false, { places: [place] }],
  ['counted', true, { hasRow: true }],
  ['counted', true, { hasRow: true, fate: 'redriven' }],
  ['discarded', true, { fate: 'discarded' }],
  ['redriven', false, { fate: 'redriven' }],
  ['redriven', false, { fate: 'redriven', places: [place], isPassed: () => false }],
  ['decided', true, { fate: 'redriven', places: [place] }],
  [
    'decided',
    true,
    { fate: 'redriven', places: [{ ...place, offset: 50 }, place], isPassed: ({ offset }) => offset < 50 },
  ],
])('a letter is %s, resolved: %s, with %j', (state, resolved, facts) => {
  expect(letterState({ ...nothing, ...facts })).toBe(state)
  expect(isResolved(letterState({ ...nothing, ...facts }))).toBe(resolved)
})
