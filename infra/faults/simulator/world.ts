import { Random } from '../random.ts'
import { Alarms } from './alarms.ts'
import type { Breakage } from './breakage.ts'
import { ConsumerPool } from './consumers/consumer-pool.ts'
import { SimGroup } from './consumers/group.ts'
import { Disasters } from './disasters.ts'
import { SimDoor } from './door/door.ts'
import { SimArchive } from './engines/sim-archive.ts'
import { SimDeadLetters } from './engines/sim-dead-letters.ts'
import { SimLog } from './engines/sim-log.ts'
import { SimTally } from './engines/sim-tally.ts'
import { Freshness } from './freshness.ts'
import { Network } from './network.ts'
import { Operator } from './operator.ts'
import { StrangeVotes } from './strange-votes.ts'

/** All that a run is made of. */
export class World {
  readonly random: Random
  readonly broken: ReadonlySet<Breakage>
  readonly network: Network
  readonly log: SimLog
  /** the archive that processes are started with, which may be a wrong one for a while */
  archive: SimArchive
  readonly rightArchive: SimArchive
  readonly tally: SimTally
  readonly deadLetters = new SimDeadLetters()
  readonly group: SimGroup
  readonly consumers: ConsumerPool
  readonly operator: Operator
  readonly door: SimDoor
  readonly disasters: Disasters
  readonly strange: StrangeVotes
  readonly alarms: Alarms
  readonly freshness: Freshness
  /** what went wrong, in order */
  readonly history: string[] = []
  /** votes that were counted more than once at any moment */
  readonly doubled = new Set<string>()

  constructor(seed: number, broken: ReadonlySet<Breakage>) {
    this.random = new Random(seed)
    this.broken = broken
    this.strange = new StrangeVotes(this.random)
    this.network = new Network(this.random)
    this.disasters = new Disasters(this)
    this.alarms = new Alarms(this.disasters)
    this.freshness = new Freshness(this)
    this.log = new SimLog(this.random, {
      partitionCount: this.random.between(1, 3),
      acksEarly: broken.has('log-acks-early'),
      onGone: (partition, records) => this.disasters.recordsGone(partition, records),
    })
    this.rightArchive = this.newArchive()
    this.archive = this.rightArchive
    this.tally = new SimTally(broken, {
      onChange: (bands) => this.#judgeCounts(bands),
      onBack: () => this.freshness.wentBack(),
    })
    this.group = new SimGroup(this)
    this.consumers = new ConsumerPool(this)
    this.operator = new Operator(this)
    this.door = new SimDoor(this)
  }

  /** An empty archive. */
  newArchive(): SimArchive {
    return new SimArchive(this.random, this.broken, (key) => this.strange.isRefused(key))
  }

  #judgeCounts(bands: ReadonlyMap<string, number>): void {
    // An older archive does not know every row that the tally has counted, until the tally is rebuilt from it.
    if (this.disasters.tallyMayDiffer || this.disasters.archiveReplaced) return
    for (const [band, votes] of bands) if (votes > 1) this.doubled.add(band)
  }
}
