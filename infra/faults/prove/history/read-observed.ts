import { setTimeout as pause } from 'node:timers/promises'
import { recount } from '@aplauso/consumer/recount'
import { readConfig } from '@aplauso/process'
import type { Tally, VoteArchive } from '@aplauso/stores'
import { archiveConfig, openArchive, openTally, tallyConfig } from '@aplauso/stores/open'
import { type ReadTotal, totalAt } from '../../../load/counting.ts'
import type { Observed } from './observed.ts'

export interface ReadOptions {
  /** told what is being read, and now and then how far it is */
  readonly onProgress?: (told: string) => void
  readonly signal?: AbortSignal
}

export interface Places {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly results: ReadTotal
}

const mostTries = 6
const betweenTriesMs = 2_000
const keysPerTold = 10_000
/** More partitions than a log of ours ever has: a cut that leaves no row out. */
const partitions = 1_024

/**
 * Reads what stands in archive, tally and results API, two things at a time, each at most six
 * times: a slow engine has time for no more. Nothing may move meanwhile: wait until the counts agree, or until they do not move.
 * @param stores the environment variables that name the engines
 * @throws StoreUnavailable, or Error where the results API does not answer
 */
export async function readObserved(
  stores: Readonly<Record<string, string>>,
  resultsUrl: string,
  options: ReadOptions = {},
): Promise<Observed> {
  const archive = await openArchive(readConfig(archiveConfig, stores))
  const tally = await openTally(readConfig(tallyConfig, stores))
  try {
    return await observe({ archive, tally, results: totalAt(resultsUrl) }, options)
  } finally {
    await Promise.all([archive.close(), tally.close()])
  }
}

/** The same from stores that are open. */
export async function observe({ archive, tally, results }: Places, options: ReadOptions = {}): Promise<Observed> {
  const ask = <Answer>(what: string, work: () => Promise<Answer>) => patiently(what, work, options)
  const [keys, sums] = await Promise.all([
    ask('the keys of the archive', () => keysOf(archive, options)),
    ask('the sum of the rows', async () => (await archive.sum(await archive.incarnation(), everything())).increments),
  ])
  const [{ votes: rows }, compared] = await Promise.all([
    ask('the number of rows', () => archive.counts()),
    ask('the recount', () => recount(archive, tally, { repair: false })),
  ])
  const totals = await ask('the tally', () => tally.totals())
  const shown = await ask('the results API', results)
  return {
    keys,
    rows,
    archive: sums,
    tally: totals.watermarks.size === 0 ? null : totals.contests,
    recount: compared,
    results: shown,
  }
}

async function keysOf(archive: VoteArchive, { onProgress, signal }: ReadOptions): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const key of archive.keys()) {
    keys.push(key)
    if (keys.length % keysPerTold !== 0) continue
    signal?.throwIfAborted()
    onProgress?.(`${keys.length} keys of the archive`)
  }
  return keys
}

function everything(): ReadonlyMap<number, number> {
  return new Map(Array.from({ length: partitions }, (_, partition) => [partition, Number.MAX_SAFE_INTEGER]))
}

/** A store that was busy a moment ago may be late; patience is bounded all the same. */
async function patiently<Answer>(
  what: string,
  work: () => Promise<Answer>,
  { onProgress, signal }: ReadOptions,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted()
    onProgress?.(what)
    try {
      return await work()
    } catch (error) {
      if (attempt === mostTries || signal?.aborted) throw error
      await pause(betweenTriesMs, undefined, signal ? { signal } : {})
    }
  }
}
