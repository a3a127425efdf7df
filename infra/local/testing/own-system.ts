import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { outputTo } from '../../terminal/index.ts'
import { buildMissing } from '../build/index.ts'
import { Supervisor } from '../supervisor/index.ts'
import { freePorts, logFolderOf, type System, startSystem } from '../system/index.ts'

/** A test's own system, on free ports and in a temporary folder. */
export interface OwnSystem extends System {
  /** Stops the system and removes its folder. */
  stop(): Promise<void>
}

/** Starts a system with the embedded engines. @param onTrouble receives each warning or error in a process's log */
export async function startOwnSystem(onTrouble: (name: string, line: string) => void = () => {}): Promise<OwnSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-system-'))
  const supervisor = new Supervisor({ logFolder: logFolderOf(folder), onTrouble })
  const stop = async () => {
    await supervisor.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    await buildMissing(outputTo(process.stderr))
    const system = await startSystem(supervisor, { folder, ports: await freePorts() })
    return { ...system, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
