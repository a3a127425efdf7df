import { expect, test } from 'vitest'
import { Complaints } from './complaints.ts'

test('an engine that is down is reported at once, then every ten seconds with the number of votes', () => {
  const lines: unknown[] = []
  let nowMs = 0
  const complaints = new Complaints({ warn: (line: unknown) => lines.push(line), error: () => {} }, () => nowMs)
  for (nowMs = 0; nowMs <= 10_000; nowMs += 1_000) complaints.failed('unavailable', 'down', [{}])
  complaints.failed('full', 'full', [{}, {}])
  expect(lines).toEqual([
    { code: 'unavailable', votes: 1, reason: 'down' },
    { code: 'unavailable', votes: 10, reason: 'down' },
    { code: 'full', votes: 2, reason: 'full' },
  ])
})

test('an unforeseen error is reported each time', () => {
  const lines: unknown[] = []
  const complaints = new Complaints({ warn: () => {}, error: (line: unknown) => lines.push(line) })
  const error = new Error('odd')
  complaints.unexpected(error)
  complaints.unexpected(error)
  expect(lines).toEqual([{ err: error }, { err: error }])
})

test('votes that the log refuses are reported at once, then every ten seconds with their number', () => {
  const lines: unknown[] = []
  let nowMs = 0
  const complaints = new Complaints({ warn: () => {}, error: (line: unknown) => lines.push(line) }, () => nowMs)
  for (nowMs = 0; nowMs <= 10_000; nowMs += 1_000) complaints.failed('refused', 'its time is out of range', [{}])
  expect(lines).toEqual([
    { votes: 1, reason: 'its time is out of range' },
    { votes: 10, reason: 'its time is out of range' },
  ])
})
