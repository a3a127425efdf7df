import { setTimeout as pause } from 'node:timers/promises'
import { recount } from '@aplauso/consumer/recount'
import { readConfig } from '@aplauso/process'
import type { Tally, VoteArchive } from '@aplauso/stores'
import { archiveConfig, openArchive, openTally, tallyConfig } from '@aplauso/stores/from-environment'
import type { History } from './history.ts'
import type { Observed } from './observed.ts'
import { sumsOfCounters } from './read-counters.ts'
import { readLog } from './read-log.ts'
import { readResults } from './read-results.ts'
import { RowCheck, type RowFindings } from './row-check.ts'
import type { Sums } from './sums.ts'

export interface ReadOptions {
  /** called with what is being read, and now and then with how far it is */
  readonly onProgress?: (what: string) => void
  readonly signal?: AbortSignal
}

export interface Addresses {
  /** the environment variables that name the engines */
  readonly stores: Readonly<Record<string, string>>
  /** of the results API */
  readonly results: string
  /** of the log API */
  readonly logs: string
  readonly exportKey: string
  /**
   * whether the log API may be left out where its archive does not answer it in time: one that reads through all
   * documents for each page of the log
   */
  readonly isLogOptional: boolean
}

export interface Places {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly results: () => Promise<Observed['results']>
  readonly log: () => Promise<Sums>
  readonly isLogOptional?: boolean
}

const mostTries = 6
const mostOptionalTries = 2
const betweenTriesMs = 2_000
const betweenReports = 10_000
/** More partitions than a log of ours ever has: a cut that leaves no row out. */
const partitions = 1_024

/**
 * Reads what archive, tally, results API and log API have, each at most six times: a slow engine has time for no
 * more. Nothing may move meanwhile: wait until the counts agree, or until they do not move.
 * @throws StoreUnavailable, or Error where an API does not answer
 */
export async function readObserved(
  history: History,
  { stores, results, logs, exportKey, isLogOptional }: Addresses,
  options: ReadOptions = {},
): Promise<Observed> {
  const archive = await openArchive(readConfig(archiveConfig, stores))
  const tally = await openTally(readConfig(tallyConfig, stores))
  const onVote = (votes: number) => reportAt(votes, 'votes of the log', options)
  const log = () => readLog(logs, { exportKey, onVote })
  try {
    const places = { archive, tally, results: () => readResults(results), log, isLogOptional }
    return await observe(history, places, options)
  } finally {
    await Promise.all([archive.close(), tally.close()])
  }
}

/** The same from stores that are open. */
export async function observe(
  history: History,
  { archive, tally, results, log, isLogOptional = false }: Places,
  options: ReadOptions = {},
): Promise<Observed> {
  const ask = <Answer>(what: string, work: () => Promise<Answer>) => patiently(what, work, options)
  const [rows, sums] = await Promise.all([
    ask('the keys of the archive', () => checkRows(history, archive, options)),
    ask('the sum of the rows', async () => (await archive.sum(await archive.incarnation(), everything())).increments),
  ])
  const [{ votes: counted, dead }, compared] = await Promise.all([
    ask('the number of rows', () => archive.counts()),
    ask('the recount', () => recount(archive, tally, { repair: false })),
  ])
  const totals = await ask('the tally', () => tally.totals())
  return {
    rows,
    counted,
    dead,
    archive: sumsOfCounters(sums),
    tally: totals.watermarks.size === 0 ? null : sumsOfCounters(totals.contests),
    recount: compared,
    results: await ask('the results API', results),
    log: await (isLogOptional ? orNull('the log API', log, options) : ask('the log API', log)),
  }
}

async function checkRows(history: History, archive: VoteArchive, options: ReadOptions): Promise<RowFindings> {
  const check = new RowCheck(history)
  let rows = 0
  for await (const key of archive.keys()) {
    check.add(key)
    rows += 1
    reportAt(rows, 'keys of the archive', options)
  }
  return check.findings()
}

/** @throws the reason of the signal where it is aborted */
function reportAt(count: number, what: string, { onProgress, signal }: ReadOptions): void {
  if (count % betweenReports !== 0) return
  signal?.throwIfAborted()
  onProgress?.(`${count} ${what}`)
}

function everything(): ReadonlyMap<number, number> {
  return new Map(Array.from({ length: partitions }, (_, partition) => [partition, Number.MAX_SAFE_INTEGER]))
}

async function orNull<Answer>(what: string, work: () => Promise<Answer>, options: ReadOptions): Promise<Answer | null> {
  const answer = patiently(what, work, options, mostOptionalTries)
  return await answer.catch((error: unknown) => {
    options.signal?.throwIfAborted()
    options.onProgress?.(`${what} was left out: ${error}`)
    return null
  })
}

/** A store that was busy a moment ago may be late; patience is bounded all the same. */
async function patiently<Answer>(
  what: string,
  work: () => Promise<Answer>,
  { onProgress, signal }: ReadOptions,
  tries = mostTries,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted()
    onProgress?.(what)
    try {
      return await work()
    } catch (error) {
      if (attempt === tries || signal?.aborted) throw error
      await pause(betweenTriesMs, undefined, signal ? { signal } : {})
    }
  }
}
