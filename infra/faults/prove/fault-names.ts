import type { Effect, PartName, PlannedFault } from './plan.ts'

const partNames: Readonly<Record<PartName, string>> = {
  ingest: 'ingest',
  edge: 'edge',
  'consumer-1': 'consumer 1',
  'consumer-2': 'consumer 2',
  redis: 'Redis',
  archive: 'archive',
}

const linkNames = { kafka: 'Kafka', redis: 'Redis', archive: 'archive', grpc: 'gRPC door', edge: 'edge' } as const

const effectNames: Readonly<Record<Effect, string>> = {
  cutBeforeAnswer: 'connections cut after the request, before the answer',
  slow: 'connections slow',
  trickle: 'connections trickle',
  halfOpen: 'connections half-open',
  cut: 'connections refused',
  reset: 'connections reset',
}

/** A fault in words, such as `broker 2 killed`. */
export function nameOf(fault: PlannedFault): string {
  switch (fault.kind) {
    case 'kill':
      return `${partNames[fault.part]} killed`
    case 'freeze':
      return `${partNames[fault.part]} frozen`
    case 'network':
      return `${linkNames[fault.link]}: ${effectNames[fault.effect]}`
    case 'kill broker':
      return `broker ${fault.broker} killed`
    case 'freeze broker':
      return `broker ${fault.broker} frozen`
    case 'isolate broker':
      return `broker ${fault.broker} cut off from the others`
    case 'move leaders':
      return 'leaders moved'
    case 'roll brokers':
      return 'brokers restarted one after the other'
    case 'copy Redis':
      return 'Redis copied for later'
    case 'roll Redis back':
      return 'Redis rolled back to the copy'
    case 'empty Redis':
      return 'Redis emptied'
    case 'copy archive':
      return 'archive copied for later'
    case 'restore archive':
      return `archive restored from the copy, consumers ${fault.consumers}`
    case 'replace archive':
      return 'another, empty archive'
    case 'add partition':
      return 'partition added'
    case 'newer record':
      return 'record of a newer version'
    case 'redrive':
      return 'dead letters redriven'
  }
}

/** What ends a fault, such as `ready again`. */
export function endOf({ kind }: PlannedFault): string {
  switch (kind) {
    case 'kill':
    case 'kill broker':
      return 'ready again'
    case 'freeze':
    case 'freeze broker':
      return 'goes on'
    case 'network':
    case 'isolate broker':
      return 'healed'
    case 'replace archive':
      return 'the former one is back'
    default:
      return 'done'
  }
}
