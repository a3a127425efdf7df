import type { Channel, Fault, Outcome } from '@aplauso/proto'
import type { RequestFailed, VoteClient } from '../vote-client.ts'
import { readVoteFile, type VoteFileOptions } from '../vote-file/index.ts'
import { assignChannels } from './assign-channels.ts'
import { castLanes, type Lane } from './cast.ts'
import { type PreparedVote, prepareVotes } from './prepared-vote.ts'
import { ReportFile } from './report-file.ts'

export interface CastFileOptions extends VoteFileOptions {
  readonly path: string
  readonly reportPath: string
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
  /** what a person should know about the file, a sentence each */
  readonly warnings: readonly string[]
  /** why votes failed, a sentence for each door where some did */
  readonly reasons: readonly string[]
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
 * @throws Error with a message for people if the file, its keys or its report are invalid, a door is broken, or nothing has
 * ever answered at its address
 */
export async function castFile(options: CastFileOptions): Promise<CastFileSummary & { refusals: readonly Refusal[] }> {
  const { path, reportPath, edge, grpc, signal } = options
  const file = readVoteFile(path, options)
  const report = ReportFile.open(reportPath, file.digest)
  const { accepted } = report
  const open = prepareVotes(file).filter(({ number }) => !accepted.has(number))
  const fit = edge ? open : open.filter(({ message }) => message !== undefined)
  const already = file.lines.length - open.length
  const onProgress = options.onStart?.(fit.length, already)
  const failures = new Failures()
  try {
    const counts = await castLanes(lanesOf(fit, edge, grpc), {
      onOutcome: ({ number }, outcome, channel) => {
        failures.noteOutcome(outcome, channel)
        report.note(number, outcome, channel)
      },
      onRequestFailed: (error, channel) => failures.noteRequest(error, channel),
      ...(onProgress ? { onProgress } : {}),
      signal: AbortSignal.any([failures.signal, ...(signal ? [signal] : [])]),
    })
    failures.signal.throwIfAborted()
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
      warnings: file.warnings,
      reasons: failures.reasons,
      ok: already + sum('accepted') === file.lines.length,
      refusals: report.lines.flatMap((line) =>
        line.status === 'refused' ? [{ line: line.line, errors: line.errors }] : [],
      ),
    }
  } catch (error) {
    failures.signal.throwIfAborted()
    throw error
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

/** Why votes fail at each door. Stops the casting when one was never reached: all others would fail there, too. */
class Failures {
  readonly #lastRequest = new Map<Channel, RequestFailed>()
  readonly #answered = new Set<Channel>()
  readonly #reasons = new Map<Channel, string>()
  readonly #unreached = new AbortController()

  get signal(): AbortSignal {
    return this.#unreached.signal
  }

  get reasons(): readonly string[] {
    return [...this.#reasons.values()]
  }

  noteRequest(error: RequestFailed, channel: Channel): void {
    this.#lastRequest.set(channel, error)
  }

  noteOutcome(outcome: Outcome, channel: Channel): void {
    if (outcome.status !== 'failed') {
      this.#answered.add(channel)
      return
    }
    const last = this.#lastRequest.get(channel)
    this.#reasons.set(channel, last?.message ?? `${channel} answered ${outcome.code}`)
    if (last && !last.isConnected && !this.#answered.has(channel)) this.#unreached.abort(new Error(last.message))
  }
}
