import { expect, test } from 'vitest'
import { injectFaults } from './inject.ts'
import { type PartName, type PlannedFault, parts } from './plan.ts'
import type { Part, Targets } from './targets.ts'

const noWatcher = { begins() {}, ends() {} }
const never = new AbortController().signal

/** Targets that note what is done to brokers and links. */
function targets(kill: (part: PartName) => Promise<void>, events: string[] = []): Targets {
  const part = (name: PartName): [PartName, Part] => [name, { kill: () => kill(name) }]
  const noteAndHeal = (what: string, broken: string) => async () => {
    events.push(`${what} ${broken}`)
    return async () => {
      events.push(`${what} healed`)
    }
  }
  const note = (what: string) => async () => {
    events.push(what)
  }
  return {
    parts: Object.fromEntries(parts.map(part)),
    freezable: {},
    brokers: {
      kill: async (broker) => {
        events.push(`broker ${broker} down`)
        await wait(60)
        events.push(`broker ${broker} up`)
      },
      freeze: (broker) => noteAndHeal(`broker ${broker}`, 'frozen')(),
      isolate: (broker) => noteAndHeal(`broker ${broker}`, 'isolated')(),
      moveLeaders: note('leaders moved'),
      roll: note('brokers rolled'),
    },
    breakLink: (link) => noteAndHeal(link, 'broken')(),
    addPartition: note('partition added'),
    newerRecords: { append: note('newer record'), redrive: note('redriven') },
    archive: {
      copy: note('archive copied'),
      restore: note('archive restored'),
      replace: noteAndHeal('archive', 'replaced'),
    },
    stopConsumers: noteAndHeal('consumers', 'stopped'),
    async copyRedis() {},
    async rollRedisBack() {},
    async emptyRedis() {},
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
  await injectFaults([kill('redis', 0), kill('redis', 10), kill('edge', 20)], targets(slowly), noWatcher, never)
  expect(events.indexOf('edge down')).toBeLessThan(events.indexOf('redis up'))
  expect(events.filter((event) => event.startsWith('redis'))).toEqual([
    'redis down',
    'redis up',
    'redis down',
    'redis up',
  ])
})

test('a broken link is healed also when the run is broken off', async () => {
  const events: string[] = []
  const stop = new AbortController()
  const fault = { kind: 'network', link: 'redis', effect: 'cut', atMs: 0, lastsMs: 60_000 } as const
  const run = injectFaults(
    [fault],
    targets(async () => {}, events),
    noWatcher,
    stop.signal,
  )
  await wait(30)
  stop.abort()
  await expect(run).rejects.toThrow()
  expect(events).toEqual(['redis broken', 'redis healed'])
})

test('where a part does not come back, the run fails with its reason and later faults are left out', async () => {
  const killed: string[] = []
  const run = injectFaults(
    [kill('redis', 0), kill('edge', 50)],
    targets(async (part) => {
      killed.push(part)
      throw new Error('no more memory')
    }),
    noWatcher,
    never,
  )
  await expect(run).rejects.toThrow('no more memory')
  expect(killed).toEqual(['redis'])
})

test('one broker at a time is down, and whatever lasts is healed before the next', async () => {
  const events: string[] = []
  const faults = [
    { kind: 'freeze broker', broker: 1, atMs: 0, lastsMs: 40 },
    { kind: 'isolate broker', broker: 2, atMs: 5, lastsMs: 20 },
    { kind: 'kill broker', broker: 3, atMs: 10 },
    { kind: 'move leaders', atMs: 15 },
    { kind: 'roll brokers', atMs: 20 },
  ] as const
  await injectFaults(
    faults,
    targets(async () => {}, events),
    noWatcher,
    never,
  )
  expect(events).toEqual([
    'broker 1 frozen',
    'broker 1 healed',
    'broker 2 isolated',
    'broker 2 healed',
    'broker 3 down',
    'broker 3 up',
    'leaders moved',
    'brokers rolled',
  ])
})

test('an archive that is restored with the consumers stopped waits for both, and they for it', async () => {
  const events: string[] = []
  const slowly = async (part: PartName) => {
    events.push(`${part} down`)
    await wait(60)
    events.push(`${part} up`)
  }
  const restore = { kind: 'restore archive', consumers: 'stopped', atMs: 10 } as const
  await injectFaults(
    [kill('consumer-1', 0), restore, kill('consumer-2', 20)],
    targets(slowly, events),
    noWatcher,
    never,
  )
  expect(events).toEqual([
    'consumer-1 down',
    'consumer-1 up',
    'consumers stopped',
    'archive restored',
    'consumers healed',
    'consumer-2 down',
    'consumer-2 up',
  ])
})
