import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '@aplauso/process'
import { logConfig, openProducer } from '@aplauso/stores/from-environment'
import { runRedrive } from '../../operate/redrive.ts'
import type { Output } from '../../terminal/index.ts'
import { voteKeyOf } from './history/index.ts'

const contents = { contest: 'default', band: 'Alux Nahual', album: 'La Trampa', year: 1989, rank: 9 }
const mostTries = 15
const betweenTriesMs = 2_000

/**
 * Records that a newer door would append and that this version's consumers cannot read: each becomes a dead letter, and
 * again when it is redriven. None may have a row, and none may keep other votes back.
 */
export class NewerRecords {
  readonly #stores: Readonly<Record<string, string>>
  readonly #folder: string
  readonly #output: Output
  #appended = 0

  /**
   * @param stores the environment variables that name the engines
   * @param folder of the run
   */
  constructor(stores: Readonly<Record<string, string>>, folder: string, output: Output) {
    this.#stores = stores
    this.#folder = folder
    this.#output = output
  }

  /** How many there are in the log at least, those that were redriven not counted. */
  get appended(): number {
    return this.#appended
  }

  /** @throws Error where the log does not take it in time */
  async append(): Promise<void> {
    const { band: name, ...others } = contents
    const id = `newer-${this.#appended + 1}`
    const value = JSON.stringify({ v: 2, id, name, ...others, rules: 1, channel: 'edge', at: new Date().toISOString() })
    const producer = await openProducer(readConfig(logConfig, this.#stores))
    try {
      await patiently('a record of a newer version was not appended', async () => {
        return (await producer.append({ key: voteKeyOf(id, contents), value })) === 'accepted'
      })
    } finally {
      await producer.close()
    }
    this.#appended += 1
  }

  /** Redrives every dead letter, as `npm run redrive` does. @throws Error where that does not succeed in time */
  async redrive(): Promise<void> {
    const environment = { ...this.#stores, APLAUSO_DATA: this.#folder }
    const quiet = { ...this.#output, say() {} }
    await patiently('dead letters were not redriven', async () => {
      return (await runRedrive(environment, { dryRun: false, discard: [] }, quiet)) === 0
    })
  }
}

async function patiently(failure: string, work: () => Promise<boolean>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (await work()) return
      if (attempt === mostTries) throw new Error(failure)
    } catch (error) {
      if (attempt === mostTries) throw new Error(failure, { cause: error })
    }
    await pause(betweenTriesMs)
  }
}
