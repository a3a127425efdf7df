import { afterEach, expect, it, vi } from 'vitest'
import { RateLimitedLog } from './log.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('the same message is one line in ten seconds, which says how often it came', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  let nowMs = 0
  const log = new RateLimitedLog(() => nowMs)
  for (let count = 0; count < 3; count += 1) log.report('warn', 'relay down', { reason: 'x' })
  log.report('warn', 'relay down', { reason: 'x' }, 2)
  log.report('warn', 'another', {}, 7)
  nowMs = 10_000
  log.report('warn', 'relay down', { reason: 'y' })
  const lines = warn.mock.calls.map(([line]) => JSON.parse(String(line)) as object)
  expect(lines).toEqual([
    { level: 'warn', time: expect.any(String), name: 'edge', msg: 'relay down', reason: 'x' },
    expect.objectContaining({ msg: 'another', times: 7 }),
    expect.objectContaining({ msg: 'relay down', reason: 'y', times: 5 }),
  ])
})
