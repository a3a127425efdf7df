import type { Fault } from '@aplauso/proto'
import type { VoteClient } from '../vote-client.ts'
import { assignChannels } from './assign-channels.ts'
import { castLanes, type Lane } from './cast.ts'
import { type KeyMap, mapKeys, suggestKeyMap, writeKeyMap } from './map-keys.ts'
import { type PreparedVote, prepareVotes } from './prepared-vote.ts'
import { ReportFile } from './report-file.ts'
import { readVoteFile } from './vote-file.ts'

export interface CastFileOptions {
  readonly path: string
  readonly reportPath: string
  /** by default the file's keys are the fields' names */
  readonly keyMap?: KeyMap
  readonly edge?: VoteClient
  readonly grpc?: VoteClient
  /** Receives how many votes are to be cast, and how many an earlier run cast; returns what receives the progress. */
  readonly onStart?: (toCast: number, already: number) => (settled: number) => void
  readonly signal?: AbortSignal
}

/** The result of casting a file; `npm run cast -- --json` prints exactly this. */
export interface CastFileSummary {
  readonly votes: number
  /** accepted in an earlier run, according to its report */
  readonly already: number
  readonly sent: number
  readonly accepted: number
  readonly refused: number
  readonly failed: number
  /** not sent: protobuf cannot carry them, and no edge was named */
  readonly leftOut: number
  readonly report: string
  /** whether every vote of the file is accepted */
  readonly ok: boolean
}

/** A refused vote. */
export interface Refusal {
  readonly line: number
  readonly errors: readonly Fault[]
}

/**
 * Casts the votes of a file that its report does not list as accepted, each through one client: in turn if there are two;
 * what protobuf cannot carry goes to the edge. Votes without an id get one from file and line, so a second run counts none
 * twice, even without the report.
 * @throws Error with a message for people if the file, its keys or its report are invalid, or a door is broken
 */
export async function castFile(options: CastFileOptions): Promise<CastFileSummary & { refusals: readonly Refusal[] }> {
  const { path, reportPath, keyMap, edge, grpc, signal } = options
  const read = readVoteFile(path)
  if (!keyMap) requireFieldNames(read.lines.slice(0, 1), path)
  const file = keyMap ? { ...read, lines: read.lines.map((line) => mapKeys(line, keyMap)) } : read
  const report = ReportFile.open(reportPath, file.digest)
  const { accepted } = report
  const open = prepareVotes(file).filter(({ number }) => !accepted.has(number))
  const fit = edge ? open : open.filter(({ message }) => message !== undefined)
  const already = file.lines.length - open.length
  const onProgress = options.onStart?.(fit.length, already)
  try {
    const counts = await castLanes(lanesOf(fit, edge, grpc), {
      onOutcome: ({ number }, outcome, channel) => report.note(number, outcome, channel),
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

function lanesOf(
  votes: readonly PreparedVote[],
  edge: VoteClient | undefined,
  grpc: VoteClient | undefined,
): readonly Lane[] {
  if (edge && grpc) {
    const assigned = assignChannels(votes)
    return [
      { client: edge, votes: assigned.edge },
      { client: grpc, votes: assigned.grpc },
    ]
  }
  return [edge, grpc].flatMap((client) => (client ? [{ client, votes }] : []))
}

/** The doors would refuse every vote of a file whose keys differ in case, so the error names the mapping instead. */
function requireFieldNames(lines: readonly Parameters<typeof suggestKeyMap>[0][], path: string): void {
  for (const line of lines) {
    const suggested = suggestKeyMap(line)
    if (suggested.size > 0) throw new Error(`${path} names its fields in another case: --map ${writeKeyMap(suggested)}`)
  }
}
