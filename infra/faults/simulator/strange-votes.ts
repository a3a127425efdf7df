import type { LogRecord } from '@aplauso/stores'
import type { Random } from '../random.ts'

const probability = 0.3

type Kind = 'newer' | 'refused' | 'poison'

/** Records that cannot be taken for themselves: of a newer version, refused by the archive, or none at all. */
export class StrangeVotes {
  /** the version of records that processes read when they start */
  version = 1
  readonly #kinds = new Map<string, Kind>()
  readonly #random: Random
  readonly #occur: boolean
  #archiveIsStrict = true

  constructor(random: Random) {
    this.#random = random
    this.#occur = random.chance(probability)
  }

  /** The text of a vote's record, which may become a strange one. */
  written(key: string, record: object): string {
    const kind = this.#occur
      ? this.#random.pick<Kind | undefined>(['newer', 'refused', 'poison', ...Array(9)])
      : undefined
    if (kind) this.#kinds.set(key, kind)
    if (kind === 'poison') return '{"v":1'
    return JSON.stringify(kind === 'newer' ? { ...record, v: 2 } : record)
  }

  isPoison(key: string): boolean {
    return this.#kinds.get(key) === 'poison'
  }

  /** Whether a vote may become a dead letter. */
  mayDie(key: string): boolean {
    const kind = this.#kinds.get(key)
    return kind === 'newer' || kind === 'refused'
  }

  /** Whether the archive refuses a vote's row. */
  isRefused(key: string): boolean {
    return this.#archiveIsStrict && this.#kinds.get(key) === 'refused'
  }

  /** The causes of dead letters go: processes that are started from now on read what is newer, the archive takes all. */
  resolve(): void {
    this.version = 2
    this.#archiveIsStrict = false
  }
}

/** A record of version 2, as a process that knows it reads it. */
export function readAsNewer(record: LogRecord): LogRecord {
  return { ...record, value: record.value.replace('"v":2', '"v":1') }
}
