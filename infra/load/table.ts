import { grouped, type Output } from '../terminal/index.ts'
import type { LoadFigures } from './report.ts'

/** Prints a load's figures for people. */
export function sayLoad(figures: LoadFigures, { say, colors }: Output): void {
  const { target, rate, sent, accepted, refused, failed, counted, p50Ms, p99Ms, settledMs, ok } = figures
  const row = (label: string, value: string) => say(`  ${label.padEnd(11)}${value.padStart(12)}`)
  const number = (value: number | null) => (value === null ? 'unknown' : grouped(value))
  say()
  row('target', target)
  row('rate', `${grouped(rate)} /s`)
  row('sent', number(sent))
  row('accepted', number(accepted))
  row('refused', number(refused))
  row('failed', number(failed))
  row('counted', number(counted))
  row('p50', `${p50Ms} ms`)
  row('p99', `${p99Ms} ms`)
  row('settled', settledMs === null ? 'never' : `${number(settledMs)} ms`)
  say()
  say(
    ok
      ? colors.green('The numbers agree: every accepted vote was counted exactly once.')
      : colors.red('The numbers do not agree: accepted ≤ counted ≤ accepted + failed should hold everywhere.'),
  )
}
