import type { EngineNames } from '../../local/engines/index.ts'
import type { EdgeTransport } from '../../local/system/index.ts'
import { grouped, type Output } from '../../terminal/index.ts'
import type { FreshnessFigures } from './freshness.ts'

/** The archive of a run: a server that speaks MongoDB's protocol, or SQLite in the processes' own files. */
export type ArchiveName = 'ferretdb' | 'embedded'

/** What a run found; `--json` prints exactly this. */
export interface ProveReport {
  /** votes cast, each once however often it was sent */
  readonly votes: number
  /** votes of which an attempt was answered "accepted" */
  readonly accepted: number
  /** votes of which every answer was a refusal */
  readonly refused: number
  /** votes that may be stored or not: a 503, a deadline, a connection that was cut */
  readonly unknown: number
  /** how often something was killed with -9 */
  readonly kills: number
  /** all faults, kills among them */
  readonly faults: number
  /** votes counted less often than they must be */
  readonly lost: number
  /** votes counted more often than they may be */
  readonly double: number
  /** votes counted under other contents than were cast: band, album, rank, year or channel */
  readonly wrong: number
  /** brokers of the log */
  readonly brokers: number
  readonly archive: ArchiveName
  /** from "accepted" until results showed the vote, of votes accepted while nothing was broken */
  readonly freshness: FreshnessFigures
  /** the longest that the system took to get over a fault */
  readonly longestRecoveryMs: number
  readonly seed: number
}

/** What a run is on, in a line. The log's name says how many brokers it has. */
export function conditionsOf({ log, tally, archive }: EngineNames, edgeTransport: EdgeTransport): string {
  return `${log}, ${tally}, archive ${archive}; the edge writes to ${edgeTransport === 'kafka' ? 'Kafka' : 'the relay'}`
}

/** Whether the promise held, and the checker has nothing to report. */
export function held({ lost, double, wrong, freshness }: ProveReport, remarks: readonly string[]): boolean {
  return lost === 0 && double === 0 && wrong === 0 && freshness.late === 0 && remarks.length === 0
}

/** Shows a report to a person, with the checker's remarks. */
export function sayReport(report: ProveReport, remarks: readonly string[], { say, colors }: Output): void {
  const row = (label: string, value: string) => say(`  ${label.padEnd(17)}${value.padStart(12)}`)
  const numbers = ['votes', 'accepted', 'refused', 'unknown', 'kills', 'faults', 'lost', 'double', 'wrong'] as const
  say()
  for (const name of numbers) row(name, grouped(report[name]))
  row('brokers', String(report.brokers))
  row('archive', report.archive)
  for (const [label, value] of rowsOf(report.freshness)) row(label, value)
  row('longest recovery', `${grouped(report.longestRecoveryMs)} ms`)
  row('seed', String(report.seed))
  say()
  for (const remark of remarks) say(colors.red(remark))
  say(
    held(report, remarks)
      ? colors.green('Every accepted vote was counted exactly once, as it was cast.')
      : colors.red('The promise did not hold. The same faults again: --seed with the number above.'),
  )
}

function rowsOf({ p50, p99, late, judged }: FreshnessFigures): readonly (readonly [label: string, value: string])[] {
  if (p50 === null || p99 === null) return [['freshness', 'not judged']]
  return [
    ['fresh within', `${grouped(p50)} ms`],
    ['99 % within', `${grouped(p99)} ms`],
    ['late', `${grouped(late)} of ${grouped(judged)}`],
  ]
}
