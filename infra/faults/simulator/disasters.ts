import type { LogRecord } from '@aplauso/stores'
import type { ArchiveState } from './engines/archive-state.ts'
import type { World } from './world.ts'

/** What the faults of a run took away that no rule can bring back, and what they make stop. */
export class Disasters {
  /** Keys of votes whose records are gone unread, or whose rows went with an archive that was replaced. */
  readonly lost = new Set<string>()
  /** Whether the tally may be wrong until it is recounted: a counter was taken away, or it was counted over another archive. */
  tallyMayDiffer = false
  /** Whether a consumer may give up over the log. */
  logReplaced = false
  /** Whether the archive may lack rows that its progress counts, or reach less far than the log's start. */
  archiveReplaced = false
  /**
   * Whether rows may be archived below a progress that did not wait for them: by a consumer that slept while another
   * passed a gap, or from decisions that are older than an archive restored meanwhile. There may then be more rows than
   * progress knows of, never fewer, and a recount counts them.
   */
  rowsBehindProgress = false
  /** Whether records may be gone from the log's start. */
  recordsDeleted = false
  /** Whether a fetch loop may stand still. */
  fetchStopped = false
  /** Keys whose row went with an archive. */
  readonly #withoutRow = new Set<string>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** Whether only a recount finds what is wrong. */
  get needRecount(): boolean {
    return this.tallyMayDiffer || this.archiveReplaced || this.rowsBehindProgress
  }

  /** Records go: those that progress does not claim to have are lost, also where a row of them exists already. */
  recordsGone(partition: number, records: readonly LogRecord[]): void {
    const { state } = this.#world.rightArchive
    const incarnation = this.#world.rightArchive.incarnation()
    const { next } = state.progressOf(incarnation, partition)
    for (const { key, offset } of records) {
      // Of a log that was replaced, progress may be that of the one before.
      const isUnread = offset >= next || (this.logReplaced && !state.rows.has(key))
      if (isUnread) this.rowsBehindProgress = true
      if (isUnread || (this.#withoutRow.has(key) && !state.rows.has(key))) this.lost.add(key)
    }
  }

  /** Rows go with an archive that another takes the place of: those that the log no longer has are lost. */
  rowsGone(before: ArchiveState, after: ArchiveState): void {
    const inLog = this.#world.log.keys()
    for (const key of before.rows.keys()) {
      if (after.rows.has(key)) continue
      this.#withoutRow.add(key)
      if (!inLog.has(key)) this.lost.add(key)
    }
  }
}
