import type { Output } from '../../terminal/index.ts'
import { watchInterrupts } from '../../terminal/index.ts'
import { Supervisor } from '../supervisor/index.ts'
import { logFolderOf } from './start.ts'

/** What work with running processes uses. */
export interface Session {
  readonly supervisor: Supervisor
  /** aborted when the person asks to stop, and when a process dies */
  readonly signal: AbortSignal
}

/**
 * Does work that needs running processes, and stops them all afterwards: when the work is done or fails, when the
 * person asks to stop, and when a process dies.
 * @returns the work's result, or undefined if the person asked to stop
 * @throws ProcessDied, and what the work throws
 */
export async function withProcesses<Result>(
  folder: string,
  output: Output,
  work: (session: Session) => Promise<Result>,
): Promise<Result | undefined> {
  const { colors } = output
  const supervisor = new Supervisor({
    logFolder: logFolderOf(folder),
    onTrouble: (name, line) => output.say(`${colors.yellow(name)} ${line}`),
  })
  const interrupt = watchInterrupts(() => {
    supervisor.kill()
    process.exit(130)
  })
  const death = new AbortController()
  const died = supervisor.died.then((error) => {
    death.abort(error)
    throw error
  })
  try {
    const signal = AbortSignal.any([interrupt.signal, death.signal])
    return await Promise.race([work({ supervisor, signal }), interrupt.requested.then(() => undefined), died])
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    return undefined
  } finally {
    if (interrupt.signal.aborted) output.say('Stopping …')
    await supervisor.stop()
  }
}
