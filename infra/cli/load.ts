import { join } from 'node:path'
import { encodings, readVoteFileOptions, voteFileFlags } from '../clients/cast/index.ts'
import { fileVotes } from '../load/file-votes.ts'
import { type NamedSystem, withLoadedSystem } from '../load/loaded-system.ts'
import { ramp } from '../load/ramp.ts'
import { sayLoad, type Target } from '../load/report.ts'
import { runLoad } from '../load/run-load.ts'
import { checkAll, hostAndPort, oneOf, UsageError, webAddress, wholeNumber } from '../terminal/command-line.ts'
import { fromHere, root } from '../terminal/root.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Casts votes at a constant rate through one door or both, waits until they are counted, and compares.

  npm run load [-- --target edge|grpc|both] [--rate R] [--duration S] [--batch N] [--file F] [--engines [--edge-kafka]]
               [--ramp] [--json]
  npm run load -- --target … --edge URL --grpc HOST:PORT --results URL …

  --target      the door, or both in turn (both)
  --rate R      votes a second, over all doors together (200). Votes arrive on schedule, however slow the answers are; a
                latency starts when the vote was due
  --duration S  seconds (10)
  --batch N     votes per request (10); 1 is how browsers vote, and costs each door the most
  --file F      a JSON array of votes, NDJSON or CSV, repeated (default: the samples). Every vote sent gets an id of its
                own, so each one counts if its contest takes any number of votes from a voter
  --map         maps the file's keys to fields: Name=name,Album=album,Year=year,Rank=rank
  --encoding    the file's encoding, if it neither says it nor is UTF-8: ${encodings.join(', ')}
  --engines     start real engines for the system of its own, except those that the environment names
  --edge-kafka  its edge writes to Kafka itself instead of through the relay; needs --engines
  --edge, --grpc, --results
                a running system instead of one of its own: its doors and its results API. Votes that it counted before
                are subtracted; nobody else may vote meanwhile
  --ramp        finds the highest rate that holds, starting at R, with S seconds for each rate. A rate holds if no vote is
                refused or fails, p99 stays within 1 s and every vote is counted within 2 s. What gives way first is one of
                generator (this program is the limit), answers, latency, counting
  --json        one JSON object on standard output, everything else on standard error: npm run -s load -- --json

A failed vote may be stored, and then it counts.
Exit code 0 only if accepted ≤ counted ≤ accepted + failed, and archive, tally and results hold the same number (of a
running system only the results are read).`

const samples = ['votes-decimal.json', 'votes-ordinal.json', 'votes-with-ids.ndjson']

const optionTypes = {
  target: { type: 'string', default: 'both' },
  rate: { type: 'string', default: '200' },
  duration: { type: 'string', default: '10' },
  batch: { type: 'string', default: '10' },
  file: { type: 'string' },
  map: voteFileFlags.map,
  encoding: voteFileFlags.encoding,
  edge: { type: 'string' },
  grpc: { type: 'string' },
  results: { type: 'string' },
  engines: { type: 'boolean' },
  'edge-kafka': { type: 'boolean' },
  ramp: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  const target = oneOf('--target', options.target, ['edge', 'grpc', 'both'])
  const named = namedSystem(target, options)
  if (named && options.engines) throw new UsageError('--engines needs a system of its own, not a named one')
  if (options['edge-kafka'] && !options.engines)
    throw new UsageError('--edge-kafka needs --engines: the embedded log is not Kafka')
  const numbers = {
    rate: wholeNumber('rate', options.rate, { most: 1_000_000 }),
    durationMs: wholeNumber('duration', options.duration, { most: 86_400 }) * 1_000,
    batch: wholeNumber('batch', options.batch, { most: 1_000 }),
  }
  const files = options.file ? [fromHere(options.file)] : samples.map((name) => join(root, 'infra', 'samples', name))
  const { next, leftOut, warnings } = fileVotes(files, { ...readVoteFileOptions(options), grpc: target !== 'edge' })
  for (const warning of warnings) output.say(`Warning: ${warning}`)
  if (leftOut > 0) output.say(`${leftOut} lines are left out, since they cannot travel over gRPC.`)
  const run = { target, next, ...numbers }
  const say = (report: object) => process.stdout.write(`${JSON.stringify(report, null, options.json ? 0 : 2)}\n`)
  const report = await withLoadedSystem(
    { target, named, engines: options.engines ?? false, edgeTransport: options['edge-kafka'] ? 'kafka' : 'relay' },
    output,
    async (system) => {
      if (options.ramp) return ramp(run, system, output)
      return runLoad(run, system, output)
    },
  )
  if (options.json || 'steps' in report) say(report)
  else sayLoad(report, output)
  return report.ok ? 0 : 1
})

function namedSystem(
  target: Target,
  { edge, grpc, results }: Readonly<Partial<Record<'edge' | 'grpc' | 'results', string | undefined>>>,
): NamedSystem | undefined {
  if (edge === undefined && grpc === undefined && results === undefined) return undefined
  checkAll(
    () => target === 'grpc' || webAddress('--edge', edge ?? '', 'http://127.0.0.1:4801'),
    () => target === 'edge' || hostAndPort('--grpc', grpc ?? ''),
    () => webAddress('--results', results ?? '', 'http://127.0.0.1:4803'),
  )
  return { edge, grpc, results: results ?? '' }
}
