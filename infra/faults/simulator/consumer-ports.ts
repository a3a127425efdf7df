import {
  type DeadLetters,
  type LogBatch,
  StoreUnavailable,
  type Tally,
  type TallyAnswer,
  type TallyStep,
  type VoteArchive,
} from '@aplauso/stores'
import type { Breakage } from './breakage.ts'
import type { SimProcess } from './process.ts'
import type { World } from './world.ts'

const unused = (): never => {
  throw new Error('the simulation does not reach this')
}

/** The archive as a process reaches it. */
export function archiveOf(world: World, process: SimProcess): VoteArchive {
  const { network, archive, broken } = world
  const call = <Answer>(work: () => Answer | Promise<Answer>) => network.call(process, work)
  return {
    async insert(rows) {
      try {
        return await call(() => archive.insert(rows))
      } catch (error) {
        if (!broken.has('archive-error-decides')) throw error
        return rows.map(() => true)
      }
    },
    reject: () => call(() => undefined),
    rejectedForThemselves: async () => new Set<number>(),
    decideFate: unused,
    fates: unused,
    redriven: unused,
    incarnation: () => call(() => '1'),
    advanceProgress: (step) => call(() => archive.advanceProgress(step)),
    raiseProgress: (jump) => call(() => archive.raiseProgress(jump)),
    progress: () => call(() => archive.progress()),
    sum: (_, cut, from) => call(() => archive.sum(cut, from)),
    notePartitions: () => call(() => undefined),
    partitions: () => call(() => undefined),
    newIncarnation: unused,
    holds: unused,
    keys: unused,
    noteGap: unused,
    gaps: unused,
    counts: unused,
    close: async () => {},
  }
}

/** The tally as a process reaches it. */
export function tallyOf({ network, tally, broken }: World, process: SimProcess): Tally {
  return {
    async apply(step) {
      if (broken.has('no-look-at-rest') && isLook(step)) return { applied: true, watermark: step.next }
      return judged(step, await network.call(process, () => tally.apply(step)), broken)
    },
    begin: (incarnation, partition, position) =>
      network.call(process, () => tally.begin(incarnation, partition, position)),
    install: (incarnation, cut, increments) => network.call(process, () => tally.install(incarnation, cut, increments)),
    totals: () => network.call(process, () => tally.totals()),
    watermarks: () => network.call(process, () => tally.watermarks()),
    read: unused,
    contests: unused,
    summary: unused,
    close: async () => {},
  }
}

function isLook({ first, next }: TallyStep): boolean {
  return first === next
}

function judged(step: TallyStep, answer: TallyAnswer, broken: ReadonlySet<Breakage>): TallyAnswer {
  const { applied, watermark } = answer
  if (broken.has('refused-means-done') && !applied && watermark !== null) return { applied: true, watermark: step.next }
  return answer
}

/** What a consumer hands over, seen with rules of its own where that is the breakage. */
export function judgedBatch(batch: LogBatch, broken: ReadonlySet<Breakage>, process: SimProcess): LogBatch {
  if (!broken.has('consumer-judges') || !/[13579]$/.test(process.name)) return batch
  return { ...batch, records: batch.records.filter(({ key }) => !key.endsWith('3')) }
}

/** Dead letters are not part of the simulation: its archive refuses no row for good. */
export const noDeadLetters: DeadLetters = {
  bury: () => Promise.reject(new StoreUnavailable('not simulated')),
  all: async () => [],
  close: async () => {},
}
