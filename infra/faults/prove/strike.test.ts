import { expect, test } from 'vitest'
import type { PartName, PlannedFault } from './plan.ts'
import { parts } from './plan.ts'
import { type Part, strike, type Targets } from './strike.ts'

const noWatcher = { begins() {}, ends() {} }
const never = new AbortController().signal

function targets(kill: (part: PartName) => Promise<void>, events: string[] = []): Targets {
  const part = (name: PartName): [PartName, Part] => [name, { kill: () => kill(name) }]
  return {
    parts: Object.fromEntries(parts.map(part)) as Record<PartName, Part>,
    sleepers: {},
    async breakLink(link) {
      events.push(`${link} broken`)
      return async () => {
        events.push(`${link} mended`)
      }
    },
    async snapshotRedis() {},
    async rollBackRedis() {},
    async flushRedis() {},
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const kill = (part: PartName, atMs: number): PlannedFault => ({ kind: 'kill', part, atMs })

test('two faults of one part wait for each other, those of different parts overlap', async () => {
  const events: string[] = []
  const slowly = async (part: PartName) => {
    events.push(`${part} down`)
    await wait(60)
    events.push(`${part} up`)
  }
  await strike([kill('kafka', 0), kill('kafka', 10), kill('edge', 20)], targets(slowly), noWatcher, never)
  expect(events.indexOf('edge down')).toBeLessThan(events.indexOf('kafka up'))
  expect(events.filter((event) => event.startsWith('kafka'))).toEqual([
    'kafka down',
    'kafka up',
    'kafka down',
    'kafka up',
  ])
})

test('a broken link is mended also when the run is broken off', async () => {
  const events: string[] = []
  const stop = new AbortController()
  const fault = { kind: 'network', link: 'redis', effect: 'cut', atMs: 0, lastsMs: 60_000 } as const
  const run = strike(
    [fault],
    targets(async () => {}, events),
    noWatcher,
    stop.signal,
  )
  await wait(30)
  stop.abort()
  await expect(run).rejects.toThrow()
  expect(events).toEqual(['redis broken', 'redis mended'])
})

test('where a part does not come back, the run fails with its reason and later faults are left out', async () => {
  const killed: string[] = []
  const run = strike(
    [kill('kafka', 0), kill('edge', 50)],
    targets(async (part) => {
      killed.push(part)
      throw new Error('no more memory')
    }),
    noWatcher,
    never,
  )
  await expect(run).rejects.toThrow('no more memory')
  expect(killed).toEqual(['kafka'])
})
