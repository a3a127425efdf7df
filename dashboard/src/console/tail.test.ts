import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { followedLines, HeldLines, mostUnseen } from './held-lines.ts'
import { firstLines, intervalMs, Tail, type TailState, tailAtFirst } from './tail.ts'
import { FakeLog } from './testing/fake-log.ts'

let log: FakeLog
let lines: HeldLines
let tail: Tail
let state: TailState
let isFollowing: boolean
/** Every line that was on the screen while the tail was followed, in the order in which it came. */
let screen: Map<number, string>

const names = (from: number, to: number, of = 'first') =>
  Array.from({ length: to - from + 1 }, (_, index) => `${of} ${from + index}`)
const namesOf = (list: readonly { vote: { name: string } | null }[]) => list.map(({ vote }) => vote?.name ?? 'mark')
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * intervalMs)

function look(): void {
  do {
    if (isFollowing) lines.reveal(100)
    for (const { key, vote } of lines.seen()) screen.set(key, vote?.name ?? 'mark')
  } while (isFollowing && lines.unseen > 0)
}

beforeEach(() => {
  vi.useFakeTimers()
  log = new FakeLog()
  lines = new HeldLines()
  state = tailAtFirst
  isFollowing = true
  screen = new Map()
  const startedMs = Date.now()
  tail = new Tail({
    ask: log.ask,
    lines,
    onChange(changed) {
      state = changed
      look()
    },
    now: () => Date.now() - startedMs,
    later(run, delayMs) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    random: () => 0,
  })
})
afterEach(() => {
  tail.stop()
  vi.useRealTimers()
})

describe('the tail', () => {
  it('begins with the last 20 lines, and follows with one request a second', async () => {
    log.add(100)
    tail.start()
    await seconds(0.5)
    expect(namesOf(lines.seen())).toEqual(names(101 - firstLines, 100))
    log.add(3)
    await seconds(3)
    expect(namesOf(lines.seen())).toEqual(names(101 - firstLines, 103))
    expect(log.asked).toBe(4)
  })

  it('shows every line of a log that begins under the reader’s eyes', async () => {
    tail.start()
    await seconds(1)
    log.add(450)
    await seconds(2)
    expect([...screen.values()]).toEqual(names(1, 450))
  })

  it('asks again at once while pages are full, and loses no line of a rush', async () => {
    log.add(20)
    tail.start()
    for (let second = 0; second < 60; second += 1) {
      await seconds(1)
      log.add(2_000)
    }
    await seconds(2)
    expect([...screen.values()]).toEqual(names(1, 120_020))
    expect(lines.seen().length).toBeLessThan(followedLines + 500)
    expect(state.isBehind).toBe(false)
  })

  it('loses no line and brings none twice when answers are lost', async () => {
    log.add(5)
    tail.start()
    for (let round = 0; round < 30; round += 1) {
      log.failing = round % 4
      log.add(700)
      await seconds(20)
    }
    expect([...screen.values()]).toEqual(names(1, 21_005))
    expect(state.failures).toBe(0)
  })

  it('waits longer after each failure, 15 s at most', async () => {
    tail.start()
    await seconds(0.5)
    log.failing = 1_000
    await seconds(600)
    expect(state.failures).toBeGreaterThan(40)
    expect(log.asked).toBeLessThan(50)
  })

  it('goes on from its last line after a sleep', async () => {
    log.add(20)
    tail.start()
    await seconds(2)
    tail.stop()
    log.add(8_000)
    await seconds(3_600)
    tail.start()
    await seconds(1)
    expect([...screen.values()]).toEqual(names(1, 8_020))
  })

  it('ignores an answer that comes after it stopped', async () => {
    log.add(20)
    tail.start()
    tail.stop()
    tail.start()
    await seconds(0.5)
    expect(namesOf(lines.seen())).toEqual(names(1, 20))
  })

  it('says that another log began, and follows it', async () => {
    log.add(30)
    tail.start()
    await seconds(2)
    log.rebuild()
    log.add(40)
    await seconds(1)
    log.add(2)
    await seconds(2)
    expect(namesOf(lines.seen())).toEqual(['mark', ...names(1, 42, 'first-again')])
    expect([...screen.values()]).toEqual([...names(11, 30), 'mark', ...names(1, 42, 'first-again')])
  })

  it('leaves the old log’s lines while the reader reads them', async () => {
    log.add(30)
    tail.start()
    await seconds(2)
    isFollowing = false
    log.rebuild()
    log.add(40)
    await seconds(2)
    expect(namesOf(lines.seen())).toEqual(names(11, 30))
    expect([lines.unseen, lines.below]).toEqual([40, null])
  })
})

describe('a reader', () => {
  beforeEach(async () => {
    log.add(1_000)
    tail.start()
    await seconds(0.5)
  })

  it('who reads sees nothing move, and how many lines are new', async () => {
    isFollowing = false
    log.add(37)
    await seconds(2)
    expect(namesOf(lines.seen())).toEqual(names(981, 1_000))
    expect(lines.unseen).toBe(37)
    isFollowing = true
    look()
    expect(namesOf(lines.seen())).toEqual(names(981, 1_037))
  })

  it('who reads for long costs nothing more, and then misses no line', async () => {
    isFollowing = false
    log.add(10_000)
    await seconds(5)
    expect(lines.isFull).toBe(true)
    const asked = log.asked
    await seconds(600)
    expect(log.asked).toBe(asked)
    isFollowing = true
    look()
    tail.goOn()
    await seconds(2)
    expect([...screen.values()]).toEqual(names(981, 11_000))
  })

  it('who updates gets what is new at once', async () => {
    isFollowing = false
    log.add(5)
    tail.update()
    await seconds(0.1)
    expect(namesOf(lines.seen())).toEqual(names(981, 1_005))
  })

  it('who updates with many lines waiting gets the last 20, and the lines before them by paging back', async () => {
    isFollowing = false
    log.add(mostUnseen + 3_000)
    await seconds(5)
    tail.update()
    await seconds(0.1)
    expect(namesOf(lines.seen())).toEqual(names(5_981, 6_000))
    expect(lines.unseen).toBe(0)
    await tail.older()
    expect(namesOf(lines.seen())).toEqual(names(5_881, 6_000))
  })

  it('who pages back to the beginning gets every line', async () => {
    isFollowing = false
    for (let step = 0; step < 12; step += 1) await tail.older()
    expect(namesOf(lines.seen())).toEqual(names(1, 1_000))
    expect(lines.below).toBeNull()
  })

  it('who pages far back and returns gets every line, though the page cannot hold them all', async () => {
    log.add(9_000)
    tail.update()
    await seconds(30)
    isFollowing = false
    screen.clear()
    look()
    for (let step = 0; step < 60; step += 1) await tail.older()
    expect(lines.seen().length).toBeLessThan(3_100)
    isFollowing = true
    await seconds(2)
    look()
    tail.goOn()
    await seconds(10)
    const [first] = names(1, 1)
    const seen = [...screen].sort(([a], [b]) => a - b).map(([, name]) => name)
    expect(seen).toEqual(names(Number(seen[0]?.split(' ')[1]), 10_000))
    expect(seen).not.toContain(first)
  })

  it('is not asked twice for one step back, and hears of a failure', async () => {
    log.failing = 1
    await Promise.all([tail.older(), tail.older()])
    expect(state.older).toBe('failed')
    await tail.older()
    expect(state.older).toBe('idle')
    expect(namesOf(lines.seen())).toEqual(names(881, 1_000))
  })
})

it('wrong filters are reported, and asked with no more', async () => {
  const ask = vi.fn(async () => ({
    kind: 'invalid' as const,
    faults: [{ field: 'year', code: 'format' as const, message: '' }],
  }))
  const wrong = new Tail({
    ask,
    lines,
    onChange: (changed) => {
      state = changed
    },
    now: () => 0,
    later(run, delayMs) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    random: () => 0,
  })
  wrong.start()
  await seconds(60)
  expect(state.faults).toHaveLength(1)
  expect(ask).toHaveBeenCalledTimes(1)
  wrong.stop()
})
