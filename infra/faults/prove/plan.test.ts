import { expect, test } from 'vitest'
import { links, type PlannedFault, type PlanOptions, parts, planFaults } from './plan.ts'

const minutes = (count: number) => count * 60_000
const seeds = Array.from({ length: 50 }, (_, seed) => seed)
const plan = (seed: number, durationMs: number, options: Partial<PlanOptions> = {}) =>
  planFaults({ seed, durationMs, brokers: 3, hasArchiveServer: true, canIsolate: true, ...options })
const killed = (faults: readonly PlannedFault[]) => faults.flatMap((fault) => (fault.kind === 'kill' ? fault.part : []))
const count = (faults: readonly PlannedFault[], kind: PlannedFault['kind']) =>
  faults.filter((fault) => fault.kind === kind).length

test('the same seed gives the same faults, another seed others', () => {
  expect(plan(7, minutes(3))).toEqual(plan(7, minutes(3)))
  expect(plan(7, minutes(3))).not.toEqual(plan(8, minutes(3)))
})

test('three minutes kill every part, at least 20 times in all, and fifteen minutes at least 100 times', () => {
  for (const seed of seeds) {
    const kills = killed(plan(seed, minutes(3)))
    expect(kills.length).toBeGreaterThanOrEqual(20)
    expect(new Set(kills)).toEqual(new Set(parts))
  }
  expect(killed(plan(1, minutes(15))).length).toBeGreaterThanOrEqual(100)
})

test('three minutes do to brokers whatever is done to them, and fifteen minutes to every broker', () => {
  const kinds = ['kill broker', 'freeze broker', 'isolate broker', 'move leaders', 'roll brokers'] as const
  for (const seed of seeds) {
    for (const kind of kinds) expect(count(plan(seed, minutes(3)), kind)).toBeGreaterThanOrEqual(1)
    const brokers = plan(seed, minutes(15)).flatMap((fault) => ('broker' in fault ? fault.broker : []))
    expect(new Set(brokers)).toEqual(new Set([1, 2, 3]))
  }
})

test('a single broker is killed and frozen, and no more', () => {
  const faults = plan(1, minutes(15), { brokers: 1 })
  for (const kind of ['kill broker', 'freeze broker'] as const) expect(count(faults, kind)).toBeGreaterThan(5)
  for (const kind of ['isolate broker', 'move leaders', 'roll brokers'] as const) expect(count(faults, kind)).toBe(0)
})

test('where no broker can be cut off from the others, none is', () => {
  expect(count(plan(1, minutes(15), { canIsolate: false }), 'isolate broker')).toBe(0)
})

test('an embedded archive is neither killed nor cut off', () => {
  const faults = plan(1, minutes(15), { hasArchiveServer: false })
  expect(faults.filter((fault) => JSON.stringify(fault).includes('archive'))).toEqual([])
  expect(killed(faults).length).toBeGreaterThanOrEqual(100)
})

test('as many kills as are asked for, all within the storms', () => {
  const faults = plan(1, minutes(40), { kills: 500 })
  expect(killed(faults)).toHaveLength(500)
})

test('fifteen minutes break every link, and what happens to the data as a whole happens once', () => {
  const faults = plan(1, minutes(15))
  expect(new Set(faults.flatMap((fault) => (fault.kind === 'network' ? [fault.link] : [])))).toEqual(new Set(links))
  const onces = [
    'copy Redis',
    'roll Redis back',
    'empty Redis',
    'copy archive',
    'replace archive',
    'add partition',
    'newer record',
    'redrive',
  ] as const
  for (const once of onces) expect(count(faults, once)).toBe(1)
  const restores = faults.flatMap((fault) => (fault.kind === 'restore archive' ? fault.consumers : []))
  expect(restores).toEqual(['running', 'stopped'])
})

test('faults come in the order of their time, and none begins in the calm at the end of each three minutes', () => {
  for (const seed of seeds) {
    const times = plan(seed, minutes(6)).map(({ atMs }) => atMs)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    for (const atMs of times) expect(atMs % minutes(3)).toBeLessThan(minutes(3) * 0.78)
    expect(Math.max(...times)).toBeLessThan(minutes(6))
  }
})
