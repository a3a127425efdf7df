import { rebuild } from '@aplauso/consumer/rebuild'
import { isResolved, knownLetters, StoreUnavailable } from '@aplauso/stores'
import { LogReader } from './consumers/log-reader.ts'
import { type Ports, portsOf } from './consumers/ports.ts'
import { SimProcess } from './process.ts'
import { pause } from './virtual-time.ts'
import type { World } from './world.ts'

/** Calls that stopped processes have sent are over by then. */
const callsEndMs = 15_000
const retryMs = 1_000
const attempts = 20

/** The person who runs the system: replaces archives, and does what error messages ask for. One thing at a time. */
export class Operator {
  /** errors for which a run gave no reason */
  readonly surprises: string[] = []
  readonly #world: World
  #isBusy = false

  constructor(world: World) {
    this.#world = world
  }

  get isIdle(): boolean {
    return !this.#isBusy
  }

  /** A process gave up: does what its error asks for. */
  consult(error: Error): void {
    const { logReplaced, archiveReplaced, fetchStopped } = this.#world.disasters
    if (error.name === 'LogReplaced' && logReplaced) this.#doAlone(() => this.#newIncarnation())
    else if (needsNewIncarnation(error) && archiveReplaced) this.#doAlone(() => this.#newIncarnation())
    else if (error.name === 'ArchiveBehind' && archiveReplaced) this.#doAlone(() => this.#acceptGap())
    else if (!(error.name === 'FetchStalled' && fetchStopped))
      this.surprises.push(`a process gave up without a reason: ${error.name}`)
  }

  /** Stops all consumers, does the work once their calls have ended, and starts some again. */
  whileStopped(work: () => void): void {
    this.#doAlone(() => this.#stopped(async () => work()))
  }

  /** Another archive for a while, as by a wrong address: consumers are stopped before and after. */
  useOtherArchive(other: World['archive']): void {
    const { disasters, rightArchive, random } = this.#world
    this.#doAlone(async () => {
      disasters.tallyMayDiffer = true
      disasters.archiveReplaced = true
      await this.#stopped(async () => {
        this.#world.archive = other
      })
      await pause(random.between(500, 8_000))
      await this.#stopped(async () => {
        this.#world.archive = rightArchive
      })
    })
  }

  /** Fixes what made dead letters, by an upgrade of all consumers. */
  upgrade(): void {
    this.whileStopped(() => this.#world.strange.resolve())
  }

  /** `npm run replay`, once the tally is recounted. Returns whether every letter is resolved. */
  async redrive(): Promise<boolean> {
    const ports = this.#ports()
    const letters = await again(() => knownLetters(ports))
    const left = letters.filter(({ state }) => !isResolved(state))
    for (const { letter } of left) {
      const { source, key, value, origin = source } = letter
      if ((await again(() => ports.archive.decideFate(source, 'redriven'))) !== 'redriven') continue
      await this.#world.door.cast({ key, value, redriven: { origin, letter: source } }).catch(() => undefined)
    }
    return left.length === 0
  }

  /** `npm run topic -- new-incarnation` */
  #newIncarnation(): Promise<void> {
    return this.#stopped(() => this.#rebuild({ incarnation: this.#world.archive.newIncarnation(), acceptGap: false }))
  }

  /** `npm run topic -- accept-gap` */
  #acceptGap(): Promise<void> {
    return this.#stopped(() => this.#rebuild({ incarnation: this.#world.archive.incarnation(), acceptGap: true }))
  }

  async #rebuild(options: { readonly incarnation: string; readonly acceptGap: boolean }): Promise<void> {
    const voteLog = new LogReader(this.#world, new SimProcess('operator'))
    await again(() => rebuild({ ...this.#ports(), ...options, voteLog }))
  }

  async #stopped(work: () => Promise<void>): Promise<void> {
    const { consumers, random } = this.#world
    consumers.stopAll()
    await pause(callsEndMs)
    await work()
    consumers.startAll(random.between(1, 3))
  }

  #doAlone(work: () => Promise<void>): void {
    if (this.#isBusy) return
    this.#isBusy = true
    void work()
      .catch((error: Error) => {
        this.surprises.push(`a command failed: ${error.name}, ${error.message}`)
        this.#world.consumers.startAll(1)
      })
      .finally(() => {
        this.#isBusy = false
      })
  }

  #ports(): Ports {
    return portsOf(this.#world, new SimProcess('operator'))
  }
}

/** Whether the archive has lost rows, as a rebuild says or a recount, or knows less of the log than the tally does. */
function needsNewIncarnation({ name }: Error): boolean {
  return name === 'ArchiveTorn' || name === 'RowsLost' || name === 'ArchiveOfOlderLog'
}

/** A command whose call is lost is run again. */
async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !(error instanceof StoreUnavailable)) throw error
      await pause(retryMs)
    }
  }
}
