import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '@aplauso/process'
import type { ContestList } from '@aplauso/proto'
import type { Tally, VoteArchive } from '@aplauso/stores'
import { archiveConfig, openArchive, openTally, tallyConfig } from '@aplauso/stores/from-environment'
import type { Urls } from './urls.ts'

/** The same votes, counted in three places. Null: the totals are being recounted. */
export interface Counts {
  /** rows in the archive */
  readonly archive: number
  /** rejects in the archive */
  readonly duplicates: number
  readonly unparsable: number
  readonly dead: number
  /** totals in the tally */
  readonly tally: number | null
  /** totals that the results API shows */
  readonly counted: number | null
}

const requestTimeoutMs = 5_000
const betweenReadsMs = 100
const firstReads = 6
const betweenFirstReadsMs = 2_000
/** Reading costs the engines time, too: they are read at most a fifth of the time. */
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

  /** @throws StoreUnavailable, or Error if the results API does not answer */
  async read(): Promise<Counts> {
    const { votes: archive, ...rejects } = await this.#archive.counts()
    return { archive, ...rejects, tally: await this.#readTally(), counted: await this.#readResults() }
  }

  /**
   * Waits until `records` records are archived or rejected and every place shows the same number.
   * @param patienceMs the wait ends if nothing changes for this long
   * @returns the last counts, whether they agree or not
   */
  async settle(records: number, patienceMs: number, signal?: AbortSignal): Promise<Counts> {
    let readMs = performance.now()
    let counts = await this.#readPatiently()
    let shown = await this.#readShown()
    let changedMs = performance.now()
    while (!isSettled(counts, records) && performance.now() - changedMs < patienceMs) {
      const tookMs = performance.now() - readMs
      await pause(Math.max(betweenReadsMs, tookMs * pausePerRead), undefined, signal ? { signal } : {})
      readMs = performance.now()
      // While totals change, nothing is settled: reading the archive, which is expensive, can wait.
      const before = shown
      shown = await this.#readShown()
      if (shown !== before) {
        changedMs = performance.now()
        continue
      }
      // A busy engine may miss one read; patience stays bounded.
      const next = await this.read().catch(() => counts)
      if (JSON.stringify(next) !== JSON.stringify(counts)) changedMs = performance.now()
      counts = next
    }
    return counts
  }

  async close(): Promise<void> {
    await Promise.all([this.#archive.close(), this.#tally.close()])
  }

  /** An engine with a long backlog may answer its first reads late. */
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

  /** The totals of tally and results, as a text to compare; undefined if one of them does not answer. */
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

/**
 * Opens a reader of the system's counts for the time of the work.
 * @example
 * const { archive, tally } = await withCounts(system, (reader) => reader.settle(1_000, 60_000))
 */
export async function withCounts<Result>(
  { stores, urls }: { readonly stores: Readonly<Record<string, string>>; readonly urls: Pick<Urls, 'results'> },
  work: (reader: CountReader) => Promise<Result>,
): Promise<Result> {
  const reader = await CountReader.open(stores, urls.results)
  try {
    return await work(reader)
  } finally {
    await reader.close()
  }
}

/** Records that were decided: counted, or rejected for whatever reason. */
export function decidedRecords({ archive, duplicates, unparsable, dead }: Counts): number {
  return archive + duplicates + unparsable + dead
}

function isSettled(counts: Counts, records: number): boolean {
  const { archive, tally, counted } = counts
  return decidedRecords(counts) >= records && tally === archive && counted === archive
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
