import { engines } from './engine.ts'
import { type EngineStates, engineFolder, readStates, writeStates } from './folder.ts'
import { withLock } from './lock.ts'
import { allEngineNames, type EngineName } from './names.ts'
import { type StopResult, stopProcess } from './processes/stop.ts'
import type { Say } from './steps.ts'

export interface DownOptions {
  readonly folder?: string
  readonly only?: readonly EngineName[]
  readonly say?: Say
}

export interface StoppedProcess {
  readonly name: EngineName
  readonly role: string
  readonly pid: number
  readonly result: StopResult
}

const lockPatienceMs = 120_000

/**
 * Stops what was started in this folder and nothing else; the data stay. What the environment places elsewhere is not
 * touched.
 * @returns each process that was noted, with what became of it
 */
export async function enginesDown(options: DownOptions = {}): Promise<StoppedProcess[]> {
  const folder = engineFolder(options.folder)
  const say = options.say ?? (() => {})
  return await withLock(folder, lockPatienceMs, say, async () => {
    const names = options.only ?? allEngineNames
    const states = readStates(folder)
    const stopped = await Promise.all(names.map((name) => stopOne(name, states, say)))
    const left: EngineStates = Object.fromEntries(
      allEngineNames.flatMap((name) => (names.includes(name) || !states[name] ? [] : [[name, states[name]]])),
    )
    writeStates(folder, left)
    return stopped.flat()
  })
}

async function stopOne(name: EngineName, states: EngineStates, say: Say): Promise<StoppedProcess[]> {
  const stopped: StoppedProcess[] = []
  for (const noted of states[name]?.processes.toReversed() ?? []) {
    const result = await stopProcess(noted, engines[name].stopPatienceMs)
    say(`${name}: ${noted.role} (process ${noted.pid}) ${result}`)
    stopped.push({ name, role: noted.role, pid: noted.pid, result })
  }
  return stopped
}
