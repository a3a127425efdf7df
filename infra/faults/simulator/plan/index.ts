import type { World } from '../world.ts'
import { disasters } from './disasters.ts'
import { atRest, everyday, type Faults } from './faults.ts'

const quietMs = 4_000
const longMs = 30_000
const disasterProbability = 0.3

/** Schedules a run's faults: most while votes come in, some after that. Returns how long votes come in. */
export function planFaults(world: World): number {
  const { random } = world
  const schedule = (from: Faults, atMs: number) => {
    const chosen = random.pick(Object.entries(from))
    if (!chosen) return
    const [name, fault] = chosen
    setTimeout(() => {
      world.history.push(`${atMs} ms: ${name}`)
      fault(world)
    }, atMs)
  }
  const hasDisasters = random.chance(disasterProbability)
  const activeMs = hasDisasters && random.chance(0.5) ? longMs : quietMs
  for (let count = random.between(3, 14); count > 0; count -= 1) schedule(everyday, random.between(0, activeMs))
  for (let count = random.between(0, 2); count > 0; count -= 1)
    schedule(atRest, activeMs + random.between(2_000, 6_000))
  if (hasDisasters) {
    for (let count = random.between(1, 2); count > 0; count -= 1) {
      schedule(disasters, random.between(0, activeMs))
    }
  }
  return activeMs
}
