import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrokerCount } from '../../engines/index.ts'
import { realEngines } from '../../local/engines/index.ts'
import type { Output } from '../../terminal/index.ts'

/** What a drill knows of the engines: the variables that name real ones, or nothing for the embedded ones. */
export interface DrillEngines {
  readonly engines?: Readonly<Record<string, string>>
}

/**
 * Runs a drill on a set of real engines of its own, which is gone afterwards; but on those that the environment says are
 * elsewhere.
 * @param brokers the number of Kafka's brokers (1)
 * @throws EnginesError, and what the drill throws
 */
export async function onRealEngines<Result>(
  output: Output,
  drill: (engines: DrillEngines) => Promise<Result>,
  brokers?: BrokerCount,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-drill-engines-'))
  const real = await realEngines(output, folder, brokers)
  try {
    return await drill({ engines: real.environment })
  } finally {
    await real.letGo()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
