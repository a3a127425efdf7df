import { calm } from '../network.ts'
import type { World } from '../world.ts'

export type Fault = (world: World) => void
/** by name */
export type Faults = Readonly<Record<string, Fault>>

/** Answers get lost, come late, come twice, overtake each other, for a while. */
const storm: Fault = ({ network, random }) => {
  network.weather = {
    loseRequest: random.next() * 0.3,
    loseAnswer: random.next() * 0.3,
    duplicate: random.next() * 0.3,
    slow: random.next() * 0.4,
    leaveOut: random.chance(0.3) ? 0.3 : 0,
  }
  setTimeout(
    () => {
      network.weather = calm
    },
    random.between(200, 3_000),
  )
}

const loseTally: Faults = {
  'the tally goes back': ({ tally, disasters }) => {
    // What was saved may have been counted over the archive that another took the place of.
    if (disasters.archiveReplaced) disasters.tallyMayDiffer = true
    tally.rollBack()
  },
  'the tally loses everything': ({ tally }) => tally.flush(),
}

/** What goes wrong every day: nothing is lost by it, and nobody has to help. */
export const everyday: Faults = {
  'a storm': storm,
  'another storm': storm,
  'a consumer is killed': ({ consumers }) => consumers.crash(),
  'another consumer is killed': ({ consumers }) => consumers.crash(),
  'a consumer stalls': ({ consumers }) => consumers.stall(),
  'a consumer is replaced': ({ consumers }) => consumers.replace(),
  'a recount': ({ consumers }) => consumers.audit(),
  'partitions are dealt out anew': ({ group }) => group.rebalance(),
  'consumers are upgraded as they start': ({ strange }) => {
    strange.version = 2
  },
  'a door is killed': ({ door }) => door.crash(),
  'leaders move': ({ log }) => log.moveLeaders(),
  'a broker is killed': ({ log }) => log.stopBroker('dead'),
  'a broker freezes': ({ log }) => log.stopBroker('frozen'),
  'a partition is added': ({ log, group }) => {
    log.addPartition()
    group.rebalance()
  },
  'the archive’s primary changes': ({ archive }) => archive.losePrimary(),
  'the tally is saved': ({ tally }) => tally.save(),
  'the tally is saved again': ({ tally }) => tally.save(),
  ...loseTally,
  'a counter is deleted': ({ tally, consumers, random, disasters }) => {
    disasters.tallyMayDiffer = true
    tally.deleteBand(`v${random.between(0, 5)}`)
    consumers.audit()
  },
}

/** What may go wrong when nothing moves any more. */
export const atRest: Faults = {
  ...loseTally,
  'a consumer is killed': ({ consumers }) => consumers.crash(),
  'partitions are dealt out anew': ({ group }) => group.rebalance(),
}
