import type { ConsoleCondition } from '../console/condition.ts'
import type { ExportAnswer } from '../console/export.ts'
import type { FilterName } from '../console/filters.ts'
import type { Language } from './messages.ts'

/** Every text of the log console. */
export interface ConsoleMessages {
  readonly title: string
  readonly intro: string
  /** names the list of lines */
  readonly lines: string
  readonly controls: string
  readonly conditions: Readonly<Record<ConsoleCondition, string>>
  /** what a condition means for the reader; null if the word says enough */
  readonly explanations: Readonly<Record<ConsoleCondition, string | null>>
  readonly update: string
  readonly pause: string
  readonly goOn: string
  /** so many lines wait below */
  fresh(count: string): string
  readonly older: string
  readonly askingOlder: string
  readonly olderFailed: string
  /** above the oldest line */
  readonly beginning: string
  /** where another log begins */
  readonly anotherLog: string
  readonly copyLine: string
  readonly copied: string
  readonly notCopied: string
  /** how to choose and copy a line with the keyboard */
  readonly keys: string
  /** the time zone of the lines */
  zone(name: string): string
  readonly statuses: Readonly<Record<'counted' | 'duplicate', string>>
  readonly filters: {
    readonly title: string
    readonly names: Readonly<Record<FilterName, string>>
    readonly any: string
    readonly apply: string
    readonly clear: string
    /** what is wrong with a filter */
    readonly faults: Readonly<Record<'format' | 'out_of_range' | 'too_long' | 'conflict' | 'other', string>>
  }
  readonly doors: {
    readonly title: string
    perSecond(rate: string): string
    share(share: string): string
  }
  readonly exports: {
    readonly title: string
    readonly key: string
    readonly keyHint: string
    readonly noKey: string
    as(format: string): string
    readonly working: string
    readonly cancel: string
    done(name: string): string
    readonly troubles: Readonly<Record<Exclude<ExportAnswer['kind'], 'file'>, string>>
  }
  /** read aloud at intervals: how many lines came, and the newest */
  summary(count: string, newest: string): string
}

/** The console's texts, which other pages do not load. */
export type ConsoleCatalogues = Readonly<Record<Language, ConsoleMessages>>
