import { expect, it } from 'vitest'
import { FetchWatch } from './fetch-watch.ts'

const patience = { lagMs: 5_000, stallMs: 30_000 }

function watching() {
  let nowMs = 0
  const watch = new FetchWatch(patience, () => nowMs)
  watch.assign([0, 1])
  return {
    watch,
    /** Lets seconds pass, with a look each. */
    pass(seconds: number, isRebuilding = false) {
      for (let second = 0; second < seconds; second += 1) {
        nowMs += 1_000
        watch.tick(isRebuilding)
      }
    },
    freeze(ms: number) {
      nowMs += ms
      watch.tick(false)
    },
  }
}

it('calls a partition without a batch lagging after 5 s and stalled after 30 s', () => {
  const { watch, pass } = watching()
  pass(4)
  expect(watch.judge(0)).toBe('fresh')
  pass(1)
  expect(watch.judge(0)).toBe('lagging')
  pass(24)
  expect(watch.judge(0)).toBe('lagging')
  pass(1)
  expect(watch.judge(0)).toBe('stalled')
})

it('judges each partition for itself, by its last batch', () => {
  const { watch, pass } = watching()
  for (let round = 0; round < 10; round += 1) {
    pass(4)
    watch.began(1)
    watch.ended(1, 'decided')
  }
  expect(watch.judge(0)).toBe('stalled')
  expect(watch.judge(1)).toBe('fresh')
})

it('waits while a rebuild is under way', () => {
  const { watch, pass } = watching()
  pass(120, true)
  expect(watch.judge(0)).toBe('fresh')
})

it('waits while a batch of any partition is repeated, and no longer', () => {
  const { watch, pass } = watching()
  for (let round = 0; round < 60; round += 1) {
    watch.began(1)
    watch.ended(1, 'failed')
    pass(1)
  }
  expect(watch.judge(0)).toBe('fresh')
  pass(35)
  expect(watch.judge(0)).toBe('stalled')
})

it('waits while a batch is in hand for long', () => {
  const { watch, pass } = watching()
  watch.began(1)
  pass(60)
  expect(watch.judge(0)).not.toBe('stalled')
  watch.ended(1, 'decided')
  expect(watch.judge(1)).toBe('fresh')
})

it('does not count time in which the process was frozen', () => {
  const { watch, pass, freeze } = watching()
  pass(20)
  freeze(60_000)
  expect(watch.judge(0)).toBe('fresh')
})
