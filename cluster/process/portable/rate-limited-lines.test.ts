import { expect, it } from 'vitest'
import { RateLimitedLines, type Repeated } from './rate-limited-lines.ts'

function setUp() {
  const clock = { nowMs: 5_000 }
  const lines = new RateLimitedLines(() => clock.nowMs)
  const written: [event: string, Repeated][] = []
  const report = (event: string, times?: number) => {
    lines.report(event, (repeated) => written.push([event, repeated]), times)
  }
  return { clock, lines, written, report }
}

it('an event is written at once, and then every ten seconds with how often it came', () => {
  const { clock, written, report } = setUp()
  for (; clock.nowMs <= 15_000; clock.nowMs += 1_000) report('down')
  expect(written).toEqual([
    ['down', { times: 1, forMs: 0 }],
    ['down', { times: 10, forMs: 10_000 }],
  ])
})

it('events have lines of their own, and one may happen many times at once', () => {
  const { clock, written, report } = setUp()
  report('down')
  report('full', 20)
  report('full', 2)
  clock.nowMs += 10_000
  report('full')
  expect(written.map(([event, { times }]) => [event, times])).toEqual([
    ['down', 1],
    ['full', 20],
    ['full', 3],
  ])
})

it('an event that is over has lasted since its first report; the next is written at once', () => {
  const { clock, lines, written, report } = setUp()
  expect(lines.over('down')).toBeUndefined()
  report('down')
  clock.nowMs += 3_000
  expect(lines.over('down')).toBe(3_000)
  expect(lines.over('down')).toBeUndefined()
  report('down')
  expect(written).toHaveLength(2)
})
