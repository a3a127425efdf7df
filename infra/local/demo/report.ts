import type { ChannelCounts, PerChannel } from '../../clients/cast/index.ts'
import { grouped, type Output } from '../../terminal/index.ts'
import type { EngineNames } from '../engines/index.ts'
import type { Counts } from '../system/index.ts'

const labelWidth = 12
const numberWidth = 10

/** The result of a demo; `--json` prints exactly this. */
export interface DemoReport {
  readonly engines: EngineNames
  readonly doors: PerChannel<ChannelCounts>
  readonly duplicates: number
  readonly counted: number | null
  readonly archive: number
  readonly tally: number | null
  readonly seconds: number
  readonly ok: boolean
}

/** Compares a demo's numbers: each accepted vote that is not a duplicate must be counted everywhere. */
export function reportOf(
  engines: EngineNames,
  { edge, grpc }: PerChannel<ChannelCounts>,
  { archive, duplicates, tally, counted }: Counts,
  seconds: number,
): DemoReport {
  const expected = edge.accepted + grpc.accepted - duplicates
  return {
    engines,
    doors: { edge, grpc },
    duplicates,
    counted,
    archive,
    tally,
    seconds: Math.round(seconds * 10) / 10,
    ok: counted === expected && archive === expected && tally === expected,
  }
}

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
