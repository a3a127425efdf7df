import { setTimeout as pause } from 'node:timers/promises'
import type { PlannedFault } from './plan.ts'
import type { Heal, Targets } from './targets.ts'

/**
 * Does one fault and resolves when it is over; what was broken is healed also where the signal aborts.
 * @throws what a target throws
 */
export async function act(fault: PlannedFault, targets: Targets, signal: AbortSignal): Promise<void> {
  const during = async (heal: Heal, lastsMs: number) => {
    await pause(lastsMs, undefined, { signal }).catch(() => {})
    await heal()
  }
  switch (fault.kind) {
    case 'kill':
      return found(targets.parts[fault.part], fault.part).kill()
    case 'freeze': {
      const process = found(targets.freezable[fault.part], fault.part)
      process.freeze()
      return during(async () => process.thaw(), fault.lastsMs)
    }
    case 'network':
      return during(await targets.breakLink(fault.link, fault.effect), fault.lastsMs)
    case 'kill broker':
      return targets.brokers.kill(fault.broker)
    case 'freeze broker':
      return during(await targets.brokers.freeze(fault.broker), fault.lastsMs)
    case 'isolate broker':
      return during(await targets.brokers.isolate(fault.broker), fault.lastsMs)
    case 'move leaders':
      return targets.brokers.moveLeaders()
    case 'roll brokers':
      return targets.brokers.roll()
    case 'copy Redis':
      return targets.copyRedis()
    case 'roll Redis back':
      return targets.rollRedisBack()
    case 'empty Redis':
      return targets.emptyRedis()
    case 'copy archive':
      return found(targets.archive, 'archive').copy()
    case 'restore archive': {
      const archive = found(targets.archive, 'archive')
      if (fault.consumers === 'running') return archive.restore()
      const startConsumers = await targets.stopConsumers()
      return archive.restore().finally(startConsumers)
    }
    case 'replace archive':
      return during(await found(targets.archive, 'archive').replace(), fault.lastsMs)
    case 'add partition':
      return targets.addPartition()
    case 'newer record':
      return targets.newerRecords.append()
    case 'redrive':
      return targets.newerRecords.redrive()
  }
}

/** What a fault is done to; faults of the same wait for each other. */
export function turnsOf(fault: PlannedFault): readonly string[] {
  switch (fault.kind) {
    case 'kill':
    case 'freeze':
      return [fault.part]
    case 'network':
      return [`link ${fault.link}`]
    case 'kill broker':
    case 'freeze broker':
    case 'isolate broker':
    case 'move leaders':
    case 'roll brokers':
    case 'add partition':
      return ['brokers']
    case 'copy Redis':
    case 'roll Redis back':
    case 'empty Redis':
      return ['redis']
    case 'copy archive':
    case 'replace archive':
      return ['archive']
    case 'newer record':
    case 'redrive':
      return ['newer records']
    case 'restore archive':
      return fault.consumers === 'running' ? ['archive'] : ['archive', 'consumer-1', 'consumer-2']
  }
}

function found<Target>(target: Target | undefined, name: string): Target {
  if (target === undefined) throw new Error(`the system under faults has no ${name} for this`)
  return target
}
