import { grouped, type Output } from '../../terminal/index.ts'
import type { DemoReport } from './report.ts'

const labelWidth = 12
const numberWidth = 10

/** Prints a report for people. */
export function sayReport(report: DemoReport, { say, colors }: Output): void {
  const { doors, duplicates, counted, archive, tally, engines, seconds, ok } = report
  const row = (label: string, cells: readonly (string | number)[]) =>
    say(`  ${label.padEnd(labelWidth)}${cells.map((cell) => shown(cell).padStart(numberWidth)).join('')}`)
  const accepted = doors.edge.accepted + doors.grpc.accepted

  say()
  row('', ['sent', 'accepted', 'refused', 'failed'])
  row('edge', [doors.edge.sent, doors.edge.accepted, doors.edge.refused, doors.edge.failed])
  row('gRPC', [doors.grpc.sent, doors.grpc.accepted, doors.grpc.refused, doors.grpc.failed])
  say()
  row('accepted', [accepted])
  row('duplicates', [duplicates])
  row('counted', [counted ?? 'unknown'])
  row('archive', [archive, `  ${engines.archive}`])
  row('tally', [tally ?? 'unknown', `  ${engines.tally}`])
  say()
  say(
    ok
      ? colors.green(`Every accepted vote was counted exactly once (${seconds} s, log: ${engines.log}).`)
      : colors.red('The numbers do not agree: counted, archive and tally should each be accepted − duplicates.'),
  )
}

function shown(cell: string | number): string {
  return typeof cell === 'number' ? grouped(cell) : cell
}
