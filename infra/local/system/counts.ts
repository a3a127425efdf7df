import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '@aplauso/process'
import type { ContestList } from '@aplauso/proto'
import type { Tally, VoteArchive } from '@aplauso/stores'
import { archiveConfig, openArchive, openTally, tallyConfig } from '@aplauso/stores/open'

/** The same votes, counted at three places. Null: the totals are being recounted. */
export interface Counts {
  /** rows of the archive */
  readonly archive: number
  /** rejects of the archive */
  readonly duplicates: number
  readonly unparsable: number
  /** totals in the tally */
  readonly tally: number | null
  /** totals that the results API shows */
  readonly counted: number | null
}

const requestTimeoutMs = 5_000
const betweenReadsMs = 100
const firstReads = 6
const betweenFirstReadsMs = 2_000
/** Counting is work for the engines too: they are asked no more than a fifth of the time. */
const pausePerRead = 4

/** Reads the counts of a running system. */
export class CountReader {
  readonly #archive: VoteArchive
  readonly #tally: Tally
  readonly #resultsUrl: URL

  private constructor(archive: VoteArchive, tally: Tally, resultsUrl: URL) {
    this.#archive = archive
    this.#tally = tally
    this.#resultsUrl = resultsUrl
  }

  /** @param stores the environment variables that name the engines */
  static async open(stores: Readonly<Record<string, string>>, resultsUrl: string): Promise<CountReader> {
    return new CountReader(
      await openArchive(readConfig(archiveConfig, stores)),
      await openTally(readConfig(tallyConfig, stores)),
      new URL('/v1/results', resultsUrl),
    )
  }

  /** @throws StoreUnavailable, or Error where the results API does not answer */
  async read(): Promise<Counts> {
    const { votes: archive, duplicates, unparsable } = await this.#archive.counts()
    return { archive, duplicates, unparsable, tally: await this.#readTally(), counted: await this.#readResults() }
  }

  /**
   * Waits until `records` records are archived or rejected and every place shows the same number.
   * @param patienceMs how long nothing may move before the wait is given up
   * @returns the last counts, whether they agree or not
   */
  async settle(records: number, patienceMs: number, signal?: AbortSignal): Promise<Counts> {
    let readMs = performance.now()
    let counts = await this.#readPatiently()
    let shown = await this.#readShown()
    let movedMs = performance.now()
    while (!isSettled(counts, records) && performance.now() - movedMs < patienceMs) {
      const tookMs = performance.now() - readMs
      await pause(Math.max(betweenReadsMs, tookMs * pausePerRead), undefined, signal ? { signal } : {})
      readMs = performance.now()
      // While totals move, nothing is settled: the archive, which has much to read through, is not asked.
      const before = shown
      shown = await this.#readShown()
      if (shown !== before) {
        movedMs = performance.now()
        continue
      }
      // An engine that is busy counting may be late once; patience is bounded all the same.
      const next = await this.read().catch(() => counts)
      if (JSON.stringify(next) !== JSON.stringify(counts)) movedMs = performance.now()
      counts = next
    }
    return counts
  }

  async close(): Promise<void> {
    await Promise.all([this.#archive.close(), this.#tally.close()])
  }

  /** An engine with a long backlog before it may be late for its first answer. */
  async #readPatiently(): Promise<Counts> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.read()
      } catch (error) {
        if (attempt === firstReads) throw error
        await pause(betweenFirstReadsMs)
      }
    }
  }

  async #readTally(): Promise<number | null> {
    const { watermarks, contests } = await this.#tally.totals()
    if (watermarks.size === 0) return null
    return sum([...contests.values()].map((counters) => counters.total.get('') ?? 0))
  }

  /** What tally and results show, as a text that differs when one of them does; nothing where one does not answer. */
  async #readShown(): Promise<string | undefined> {
    try {
      return JSON.stringify([await this.#readTally(), await this.#readResults()])
    } catch {
      return undefined
    }
  }

  async #readResults(): Promise<number | null> {
    const response = await fetch(this.#resultsUrl, { signal: AbortSignal.timeout(requestTimeoutMs) })
    if (!response.ok) throw new Error(`the results API answered ${response.status}`)
    const { contests } = (await response.json()) as ContestList
    const totals = contests.map(({ total }) => total)
    return totals.includes(null) ? null : sum(totals.map((total) => total ?? 0))
  }
}

function isSettled({ archive, duplicates, unparsable, tally, counted }: Counts, records: number): boolean {
  return archive + duplicates + unparsable >= records && tally === archive && counted === archive
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
