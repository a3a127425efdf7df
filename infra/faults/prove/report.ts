import type { Output } from '../../terminal/index.ts'
import { grouped } from '../../terminal/index.ts'

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
  /** the longest that the system took to get over a fault */
  readonly longestRecoveryMs: number
  readonly seed: number
}

/** Whether the promise held, and the checker has nothing to say. */
export function held({ lost, double }: ProveReport, remarks: readonly string[]): boolean {
  return lost === 0 && double === 0 && remarks.length === 0
}

/** Shows a report to a person, with what the checker has to say. */
export function sayReport(report: ProveReport, remarks: readonly string[], { say, colors }: Output): void {
  const row = (label: string, value: string) => say(`  ${label.padEnd(17)}${value.padStart(12)}`)
  say()
  for (const name of ['votes', 'accepted', 'refused', 'unknown', 'kills', 'faults', 'lost', 'double'] as const)
    row(name, grouped(report[name]))
  row('longest recovery', `${grouped(report.longestRecoveryMs)} ms`)
  row('seed', String(report.seed))
  say()
  for (const remark of remarks) say(colors.red(remark))
  say(
    held(report, remarks)
      ? colors.green('Every accepted vote was counted exactly once.')
      : colors.red('The promise did not hold. The same faults again: --seed with the number above.'),
  )
}
