import { expect, it } from 'vitest'
import { typefaceDelayMs } from './typeface.ts'

it.each([
  ['comes at once', undefined, true],
  ['comes at once', { effectiveType: '4g' }, true],
  ['waits', { effectiveType: '3g' }, false],
  ['waits', { effectiveType: '4g', saveData: true }, false],
])('the typeface %s on a line %j', (_, line, isAtOnce) => {
  expect(typefaceDelayMs(line) === 0).toBe(isAtOnce)
})
