import type { Crew } from './crew.ts'
import { calm } from './network.ts'
import type { World } from './world.ts'

type Fault = (world: World, crew: Crew) => void

const stormy: Fault = ({ network, random }) => {
  network.weather = {
    loseRequest: random.next() * 0.3,
    loseAnswer: random.next() * 0.3,
    duplicate: random.next() * 0.3,
    slow: random.next() * 0.4,
  }
  setTimeout(
    () => {
      network.weather = calm
    },
    random.between(200, 3_000),
  )
}

/** What may go wrong while votes come in. */
const faults: readonly Fault[] = [
  stormy,
  stormy,
  (_, crew) => crew.crash(),
  (_, crew) => crew.crash(),
  (_, crew) => crew.stall(),
  (_, crew) => crew.replace(),
  (_, crew) => crew.audit(),
  ({ group }) => group.rebalance(),
  ({ door }) => door.crash(),
  ({ log }) => log.loseLeader(),
  ({ archive }) => archive.losePrimary(),
  ({ tally }) => tally.save(),
  ({ tally }) => tally.save(),
  ({ tally }) => tally.rollBack(),
  ({ tally }) => tally.flush(),
  ({ tally, random }, crew) => {
    tally.deleteBand(`v${random.between(0, 5)}`)
    crew.audit()
  },
]

/** What may go wrong when nothing moves any more. */
const lateFaults: readonly Fault[] = [
  ({ tally }) => tally.rollBack(),
  ({ tally }) => tally.flush(),
  (_, crew) => crew.crash(),
  ({ group }) => group.rebalance(),
]

/** Schedules a run's faults: most within `activeMs`, some after it. */
export function scheduleFaults(world: World, crew: Crew, activeMs: number): void {
  const { random } = world
  const schedule = (from: readonly Fault[], atMs: number) => {
    const fault = random.pick(from)
    setTimeout(() => fault?.(world, crew), atMs)
  }
  for (let count = random.between(2, 12); count > 0; count -= 1) schedule(faults, random.between(0, activeMs))
  for (let count = random.between(0, 2); count > 0; count -= 1) {
    schedule(lateFaults, activeMs + random.between(2_000, 6_000))
  }
}
