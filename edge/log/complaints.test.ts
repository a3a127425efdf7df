import { afterEach, expect, it, vi } from 'vitest'
import { Complaints } from './complaints.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('the same complaint is one line in ten seconds, the next says how many there were', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  let nowMs = 0
  const complaints = new Complaints(() => nowMs)
  for (let count = 0; count < 3; count += 1) complaints.report('warn', 'relay down', { reason: 'x' })
  complaints.report('warn', 'relay down', { reason: 'x' }, 2)
  complaints.report('warn', 'another')
  nowMs = 10_000
  complaints.report('warn', 'relay down', { reason: 'y' })
  const lines = warn.mock.calls.map(([line]) => JSON.parse(String(line)) as object)
  expect(lines).toMatchObject([
    { level: 'warn', name: 'edge', msg: 'relay down', reason: 'x' },
    { msg: 'another' },
    { msg: 'relay down', reason: 'y', alsoUntold: 4 },
  ])
})
