import { Random } from '../random.ts'
import type { Breakage } from './breakage.ts'
import { SimDoor } from './door.ts'
import { SimArchive } from './engines/sim-archive.ts'
import { SimLog } from './engines/sim-log.ts'
import { SimTally } from './engines/sim-tally.ts'
import { SimGroup } from './group.ts'
import { Network } from './network.ts'

/** All that a run is made of. */
export class World {
  readonly random: Random
  readonly broken: ReadonlySet<Breakage>
  readonly network: Network
  readonly log: SimLog
  readonly archive: SimArchive
  readonly tally: SimTally
  readonly group: SimGroup
  readonly door: SimDoor
  /** votes that were counted more than once at any moment */
  readonly doubled = new Set<string>()

  constructor(seed: number, broken: ReadonlySet<Breakage>) {
    this.random = new Random(seed)
    this.broken = broken
    this.network = new Network(this.random)
    this.log = new SimLog(this.random, this.random.between(1, 3), broken.has('log-acks-early'))
    this.archive = new SimArchive(this.random, broken)
    this.tally = new SimTally(broken, (bands) => {
      for (const [band, votes] of bands) if (votes > 1) this.doubled.add(band)
    })
    this.group = new SimGroup(this)
    this.door = new SimDoor(this)
  }
}
