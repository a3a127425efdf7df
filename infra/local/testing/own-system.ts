import { type Output, outputTo } from '../../terminal/index.ts'
import { type RunningSystem, withSystem } from '../with-system.ts'

/** A test's own system, on free ports and in a temporary folder. */
export interface OwnSystem extends RunningSystem {
  /** Stops the system and removes its folder. */
  stop(): Promise<void>
}

/** Starts a system with the embedded engines for several tests. @param output receives warnings and errors in its log */
export async function startOwnSystem(output: Output = outputTo(process.stderr)): Promise<OwnSystem> {
  const started = Promise.withResolvers<RunningSystem>()
  const over = Promise.withResolvers<void>()
  const stopped = withSystem({}, output, async (system) => {
    started.resolve(system)
    await over.promise
  })
  stopped.catch(started.reject)
  const system = await started.promise
  return {
    ...system,
    async stop() {
      over.resolve()
      await stopped
    },
  }
}
