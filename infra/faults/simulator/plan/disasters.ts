import type { ArchiveState } from '../engines/archive-state.ts'
import type { World } from '../world.ts'
import type { Fault, Faults } from './faults.ts'

/** Takes a backup now, and restores it later in a way of its own. */
function restoredLater(restore: (world: World, backup: ArchiveState) => void): Fault {
  return (world) => {
    const backup = world.rightArchive.state.copy()
    setTimeout(() => restore(world, backup), world.random.between(500, 8_000))
  }
}

function restore({ rightArchive, disasters, random }: World, backup: ArchiveState): void {
  disasters.archiveReplaced = true
  const before = rightArchive.state
  rightArchive.restore(backup, random.chance(0.5))
  disasters.rowsGone(before, rightArchive.state)
}

/** What only happens to a few systems: the log or the archive changes under the system. */
export const disasters: Faults = {
  'retention passes': ({ log, disasters: noted }) => {
    noted.recordsDeleted = true
    log.retain()
  },
  'the log loses its tail': ({ log, group, disasters: noted }) => {
    if (!log.loseTail()) return
    noted.logReplaced = true
    group.rebalance()
  },
  'the topic is made anew': ({ log, group, disasters: noted }) => {
    noted.logReplaced = true
    log.makeAnew()
    group.rebalance()
  },
  'the archive is restored, consumers stopped': restoredLater((world, backup) => {
    world.operator.whileStopped(() => restore(world, backup))
  }),
  'the archive is restored, consumers running': restoredLater((world, backup) => {
    const { disasters: noted, operator } = world
    if (!operator.isIdle) return
    noted.tallyMayDiffer = true
    noted.rowsBehindProgress = true
    restore(world, backup)
  }),
  'the archive is torn': restoredLater((world, backup) => {
    // A vote whose row went and that is cast again counts twice, until a recount finds that rows are missing.
    world.disasters.tallyMayDiffer = true
    world.operator.whileStopped(() => restore(world, world.rightArchive.state.copy(backup)))
  }),
  'another archive for a while': (world) => {
    world.operator.useOtherArchive(world.newArchive())
  },
  'a fetch loop stalls': ({ group, disasters: noted }) => {
    noted.fetchStopped = true
    group.standStill()
  },
}
