import { type EngineName, enginesUp, killEngine } from '../../engines/index.ts'
import type { Part } from './targets.ts'

/** A real engine of a folder: killed with -9, and brought back with the same data and ports. */
export function enginePart(folder: string, name: EngineName): Part {
  return {
    async kill() {
      await killEngine(folder, name)
      await enginesUp({ folder, only: [name], environment: {} })
    },
  }
}
