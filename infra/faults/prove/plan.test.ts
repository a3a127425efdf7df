import { expect, test } from 'vitest'
import { links, parts, planFaults } from './plan.ts'

const minutes = (count: number) => count * 60_000
const seeds = Array.from({ length: 50 }, (_, seed) => seed)

test('the same seed gives the same faults, another seed others', () => {
  expect(planFaults(7, minutes(3))).toEqual(planFaults(7, minutes(3)))
  expect(planFaults(7, minutes(3))).not.toEqual(planFaults(8, minutes(3)))
})

test('three minutes kill every part, at least 20 times in all, and fifteen minutes at least 100 times', () => {
  for (const seed of seeds) {
    const kills = planFaults(seed, minutes(3)).filter(({ kind }) => kind === 'kill')
    expect(kills.length).toBeGreaterThanOrEqual(20)
    expect(new Set(kills.map((fault) => fault.kind === 'kill' && fault.part))).toEqual(new Set(parts))
  }
  expect(planFaults(1, minutes(15)).filter(({ kind }) => kind === 'kill').length).toBeGreaterThanOrEqual(100)
})

test('fifteen minutes break every link, and Redis is rolled back and flushed once', () => {
  const faults = planFaults(1, minutes(15))
  expect(new Set(faults.flatMap((fault) => (fault.kind === 'network' ? [fault.link] : [])))).toEqual(new Set(links))
  for (const once of ['snapshot', 'roll-back', 'flush'])
    expect(faults.filter(({ kind }) => kind === once)).toHaveLength(1)
})

test('faults come in the order of their time, and none after the load', () => {
  for (const seed of seeds) {
    const times = planFaults(seed, minutes(3)).map(({ atMs }) => atMs)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    expect(Math.max(...times)).toBeLessThan(minutes(3))
  }
})
