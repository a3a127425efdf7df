import { expect, it, onTestFinished, vi } from 'vitest'
import { LetterLines } from './letter-lines.ts'

const letter = (offset: number) => ({
  source: { incarnation: '1', partition: 3, offset },
  key: 'k',
  value: '{"v":2}',
  reason: 'unknown version 2',
})
const letters = (count: number) => Array.from({ length: count }, (_, offset) => letter(offset))

it('gives each letter a line, and of many in ten seconds the number of those without', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const error = vi.fn()
  const lines = new LetterLines({ error })
  lines.report(letters(1))
  expect(error.mock.calls).toEqual([
    [{ source: '1:3:0', reason: 'unknown version 2' }, 'dead letter: a vote that is not counted'],
  ])
  lines.report(letters(500))
  expect(error).toHaveBeenCalledTimes(20)
  vi.advanceTimersByTime(10_000)
  expect(error.mock.lastCall).toEqual([{ letters: 481 }, 'more dead letters'])
  lines.report(letters(2))
  expect(error).toHaveBeenCalledTimes(23)
  vi.advanceTimersByTime(60_000)
  expect(error).toHaveBeenCalledTimes(23)
})
