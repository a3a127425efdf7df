import type { DeadLetters, Tally, VoteArchive } from '@aplauso/stores'
import type { SimProcess } from '../process.ts'
import type { World } from '../world.ts'

/** The stores, as one process reaches them. */
export interface Ports {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly deadLetters: DeadLetters
}

const unused = (): never => {
  throw new Error('the simulation does not reach this')
}

/** The stores over the network. A process keeps the archive that it was started with. */
export function portsOf(world: World, process: SimProcess): Ports {
  const { network, archive, tally, deadLetters } = world
  const call = <Answer>(work: () => Answer | Promise<Answer>) => network.call(process, work)
  return {
    archive: {
      insert: (rows) => call(() => archive.insert(rows)),
      reject: (rejects) => call(() => archive.reject(rejects)),
      rejectedForThemselves: (places) => call(() => archive.rejectedForThemselves(places)),
      decideFate: (letter, fate) => call(() => archive.decideFate(letter, fate)),
      fates: () => call(() => archive.fates()),
      redriven: () => call(() => archive.redriven()),
      incarnation: () => call(() => archive.incarnation()),
      newIncarnation: () => call(() => archive.newIncarnation()),
      advanceProgress: (step) => call(() => archive.advanceProgress(step)),
      raiseProgress: (jump) => call(() => archive.raiseProgress(jump)),
      progress: (incarnation) => call(() => archive.progress(incarnation)),
      notePartitions: (incarnation, count) => call(() => archive.notePartitions(incarnation, count)),
      partitions: (incarnation) => call(() => archive.partitions(incarnation)),
      sum: (incarnation, cut, from) => call(() => archive.sum(incarnation, cut, from)),
      holds: (keys) => call(() => archive.holds(keys)),
      noteGap: (gap) => call(() => archive.noteGap(gap)),
      gaps: () => call(() => archive.gaps()),
      keys: unused,
      counts: unused,
      close: async () => {},
    },
    tally: {
      apply: (step) => {
        world.freshness.looked(step)
        return call(() => tally.apply(step))
      },
      begin: (incarnation, partition, position) => call(() => tally.begin(incarnation, partition, position)),
      install: (incarnation, cut, increments) => call(() => tally.install(incarnation, cut, increments)),
      totals: () => call(() => tally.totals()),
      watermarks: () => call(() => tally.watermarks()),
      read: unused,
      contests: unused,
      summary: unused,
      close: async () => {},
    },
    deadLetters: {
      bury: (letters) => call(() => deadLetters.bury(letters)),
      all: () => call(() => deadLetters.all()),
      close: async () => {},
    },
  }
}
