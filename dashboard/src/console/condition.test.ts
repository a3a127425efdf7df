import { expect, it } from 'vitest'
import { consoleConditionOf } from './condition.ts'
import { tailAtFirst } from './tail.ts'

const reader = { isPaused: false, isReading: false, isOffline: false }
const begun = { ...tailAtFirst, hasBegun: true }
const fault = { field: 'year', code: 'format', message: '' } as const

it.each([
  ['loading', tailAtFirst, reader],
  ['unreachable', { ...tailAtFirst, failures: 1 }, reader],
  ['live', begun, reader],
  ['live', { ...begun, failures: 1 }, reader],
  ['unreachable', { ...begun, failures: 2 }, { ...reader, isPaused: true }],
  ['offline', { ...begun, failures: 2 }, { ...reader, isOffline: true }],
  ['paused', begun, { ...reader, isPaused: true, isReading: true }],
  ['reading', begun, { ...reader, isReading: true }],
  ['behind', { ...begun, isBehind: true }, reader],
  ['invalid', { ...begun, faults: [fault], failures: 3 }, reader],
] as const)('the console is %s: %j, %j', (condition, tail, state) => {
  expect(consoleConditionOf(tail, state, false)).toBe(condition)
})

it('the console is empty if it follows and there is no line', () => {
  expect(consoleConditionOf(begun, reader, true)).toBe('empty')
})
