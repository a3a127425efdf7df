import type { Fault } from '@aplauso/proto'
import { type Ballot, ballotsOf } from './ballot.ts'
import { castLanes } from './cast.ts'
import { dealOut } from './deal.ts'
import type { Door } from './door.ts'
import { type KeyMap, mapKeys, suggestKeyMap, writeKeyMap } from './map-keys.ts'
import { ReportFile } from './report-file.ts'
import { readVoteFile } from './vote-file.ts'

export interface CastFileOptions {
  readonly path: string
  readonly reportPath: string
  /** absent: the file's keys are the fields' names */
  readonly keyMap?: KeyMap
  readonly edge?: Door
  readonly grpc?: Door
  /** Told once how many votes are to be cast, and how many an earlier run has cast; gives back who is told how many are done. */
  readonly onStart?: (toCast: number, already: number) => (settled: number) => void
  readonly signal?: AbortSignal
}

/** What became of a file; `npm run cast -- --json` prints exactly this. */
export interface CastFileSummary {
  readonly votes: number
  /** accepted in an earlier run, as its report says */
  readonly already: number
  readonly sent: number
  readonly accepted: number
  readonly refused: number
  readonly failed: number
  /** cannot travel over gRPC, and no edge was named */
  readonly leftOut: number
  readonly report: string
  /** whether every vote of the file is accepted now */
  readonly ok: boolean
}

/** A refused vote, for a person. */
export interface Refusal {
  readonly line: number
  readonly errors: readonly Fault[]
}

/**
 * Casts the votes of a file that its report does not call accepted, each through one door: by turns where both are
 * given; what protobuf cannot carry goes to the edge. Votes without an id get one from the file and the line, so a second
 * run counts none twice, even where the report is gone.
 * @throws Error in plain words where the file, its keys or its report are not as they should be, or a door is broken
 */
export async function castFile(options: CastFileOptions): Promise<CastFileSummary & { refusals: readonly Refusal[] }> {
  const { path, reportPath, keyMap, edge, grpc, signal } = options
  const read = readVoteFile(path)
  if (!keyMap) requireFieldNames(read.lines.slice(0, 1), path)
  const file = keyMap ? { ...read, lines: read.lines.map((line) => mapKeys(line, keyMap)) } : read
  const report = ReportFile.open(reportPath, file.digest)
  const { accepted } = report
  const open = ballotsOf(file).filter(({ number }) => !accepted.has(number))
  const fit = edge ? open : open.filter(({ message }) => message !== undefined)
  const already = file.lines.length - open.length
  const onProgress = options.onStart?.(fit.length, already)
  try {
    const counts = await castLanes(lanesOf(fit, edge, grpc), {
      onOutcome: ({ number }, outcome, door) => report.note(number, outcome, door),
      ...(onProgress ? { onProgress } : {}),
      ...(signal ? { signal } : {}),
    })
    const sum = (key: 'sent' | 'accepted' | 'refused' | 'failed') =>
      counts.reduce((total, count) => total + count[key], 0)
    return {
      votes: file.lines.length,
      already,
      sent: sum('sent'),
      accepted: sum('accepted'),
      refused: sum('refused'),
      failed: sum('failed'),
      leftOut: open.length - fit.length,
      report: reportPath,
      ok: already + sum('accepted') === file.lines.length,
      refusals: report.lines.flatMap((line) =>
        line.status === 'refused' ? [{ line: line.line, errors: line.errors }] : [],
      ),
    }
  } finally {
    report.close()
  }
}

function lanesOf(ballots: readonly Ballot[], edge: Door | undefined, grpc: Door | undefined) {
  if (edge && grpc) {
    const dealt = dealOut(ballots)
    return [
      { door: edge, ballots: dealt.edge },
      { door: grpc, ballots: dealt.grpc },
    ]
  }
  return [edge, grpc].flatMap((door) => (door ? [{ door, ballots }] : []))
}

/** All votes of a file whose keys differ in case would be refused: the person is told the mapping instead. */
function requireFieldNames(lines: readonly Parameters<typeof suggestKeyMap>[0][], path: string): void {
  for (const line of lines) {
    const suggested = suggestKeyMap(line)
    if (suggested.size > 0) throw new Error(`${path} names its fields in another case: --map ${writeKeyMap(suggested)}`)
  }
}
