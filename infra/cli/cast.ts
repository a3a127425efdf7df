import {
  type CastFileSummary,
  castFile,
  edgeClient,
  encodings,
  grpcClient,
  type Refusal,
  readVoteFileOptions,
  voteFileFlags,
} from '../clients/cast/index.ts'
import { hostAndPort, UsageError, webAddress } from '../terminal/command-line.ts'
import { grouped, Interrupted, type Output, progressBar, watchInterrupts } from '../terminal/index.ts'
import { fromHere } from '../terminal/root.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Casts a file of votes, each vote once.

  npm run cast -- --file F [--edge URL] [--grpc HOST:PORT] [--map Name=name,…] [--encoding E] [--no-ids] [--report F]
                  [--json]

  --file      a JSON array of votes, NDJSON with one vote per line, or CSV with a head line (its name ends in .csv)
  --edge      the HTTP door; --grpc: the gRPC door; both: in turn (default: the edge of \`npm start\`,
              http://127.0.0.1:4801)
  --map       maps the file's keys to fields: Name=name,Album=album,Year=year,Rank=rank
  --encoding  the file's encoding, if it neither says it nor is UTF-8: ${encodings.join(', ')}
  --no-ids    leaves out the file's ids, such as row numbers, which other files have too
  --report    the path of the report, a line of JSON for each vote (default: the file's name and .report.ndjson)
  --json      one JSON object on standard output, everything else on standard error

A vote without an id gets one from file and line, so a second run changes nothing. An interrupted run is resumed: votes that
the report lists as accepted are not sent again, all others are.
Exit code: 0 every vote of the file is accepted, 1 one is not, 2 wrong usage.`

const standard = 'http://127.0.0.1:4801'
const shownRefusals = 5
/** How long the command waits for requests in flight when a person asks to stop. */
const lastAnswersMs = 8_000

const optionTypes = {
  file: { type: 'string' },
  edge: { type: 'string' },
  grpc: { type: 'string' },
  ...voteFileFlags,
  report: { type: 'string' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  if (!options.file) throw new UsageError('--file is missing')
  const path = fromHere(options.file)
  const reportPath = options.report ? fromHere(options.report) : `${path}.report.ndjson`
  const clients = clientsIn(options)
  const interrupt = watchInterrupts(() => process.exit(130))
  void interrupt.requested.then(() => setTimeout(() => process.exit(130), lastAnswersMs).unref())
  let bar: ReturnType<typeof progressBar> | undefined
  try {
    const summary = await castFile({
      path,
      reportPath,
      ...readVoteFileOptions(options),
      ...clients,
      onStart(toCast, already) {
        if (already > 0)
          output.say(`${grouped(already)} votes were accepted in an earlier run, according to ${reportPath}.`)
        bar = progressBar('Casting votes', toCast, output)
        return (settled) => bar?.update(settled)
      },
      signal: interrupt.signal,
    }).finally(() => bar?.end())
    const { refusals, ...figures } = summary
    if (options.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
    else say(figures, refusals, output)
    return summary.ok ? 0 : 1
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    output.say(`Stopped. Run again to resume from ${reportPath}.`)
    throw new Interrupted()
  } finally {
    clients.edge?.close()
    clients.grpc?.close()
  }
})

function clientsIn({ edge, grpc }: { readonly edge?: string | undefined; readonly grpc?: string | undefined }) {
  const url = edge ?? (grpc === undefined ? standard : undefined)
  return {
    ...(url === undefined ? {} : { edge: edgeClient(webAddress('--edge', url, standard)) }),
    ...(grpc === undefined ? {} : { grpc: grpcClient(hostAndPort('--grpc', grpc)) }),
  }
}

function say(figures: CastFileSummary, refusals: readonly Refusal[], { say: line, colors }: Output): void {
  const { votes, already, accepted, refused, failed, leftOut, report, warnings, reasons, ok } = figures
  const parts = [
    `${grouped(accepted)} accepted`,
    ...(already > 0 ? [`${grouped(already)} accepted before`] : []),
    ...(refused > 0 ? [`${grouped(refused)} refused`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed; run again to cast them`] : []),
    ...(leftOut > 0 ? [`${grouped(leftOut)} left out, since they cannot travel over gRPC`] : []),
  ]
  line(`${ok ? colors.green('✓') : colors.red('✗')} ${grouped(votes)} votes: ${parts.join(', ')}.`)
  for (const refusal of refusals.slice(0, shownRefusals)) {
    // A fault's message begins with its field's name.
    line(`  line ${refusal.line}: ${refusal.errors.map(({ message }) => message).join('; ')}`)
  }
  if (refusals.length > shownRefusals) line(`  and ${grouped(refusals.length - shownRefusals)} more`)
  for (const reason of reasons) line(`  ${reason}`)
  for (const warning of warnings) line(colors.yellow(`Warning: ${warning}`))
  line(`A line for each vote: ${report}`)
}
