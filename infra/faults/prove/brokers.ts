import { enginePart } from './engine-part.ts'
import type { Brokers } from './targets.ts'

/** The brokers of a folder's Kafka. */
export function brokersOf(folder: string): Brokers {
  const kafka = enginePart(folder, 'kafka')
  const onlyOne = async () => {
    throw new Error('a single broker is only killed')
  }
  return { kill: () => kafka.kill(), freeze: onlyOne, isolate: onlyOne, moveLeaders: onlyOne, roll: onlyOne }
}
