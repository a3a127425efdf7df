import type { EdgeBench } from './edge/bench-edge.ts'
import type { Pace } from './edge/pace.ts'
import type { IngestFigure } from './ingest/bench-ingest.ts'
import type { NamesFigure } from './names/bench-names.ts'

/** The edge's figures as lines for people. */
export function edgeTable({ workerd, shards, bundleGzipKiB, firstAnswerMs, figures }: EdgeBench): readonly string[] {
  return [
    `workerd ${workerd}, ${shards} shards; upload ${bundleGzipKiB} KiB gzip; first answer after ${firstAnswerMs.join(', ')} ms`,
    '                      into Kafka               into storage              kafkajs itself',
    'batch callers   votes/s  p50 ms  p99 ms   votes/s  p50 ms  p99 ms   votes/s  p50 ms  p99 ms   ratio  failed',
    ...figures.map(({ batch, callers, kafka, spilling, kafkajs, ratio }) => {
      const head = `${String(batch).padStart(5)}${String(callers).padStart(8)}`
      const failed = kafka.failed + spilling.failed
      return `${head}${[kafka, spilling, kafkajs].map(columns).join('')}${ratio.toFixed(2).padStart(8)}${String(failed).padStart(8)}`
    }),
  ]
}

function columns({ votesPerSecond, p50Ms, p99Ms }: Pace): string {
  return `${String(votesPerSecond).padStart(10)}${p50Ms.toFixed(1).padStart(8)}${p99Ms.toFixed(1).padStart(8)}`
}

/** The gRPC server's figures as lines for people. */
export function ingestTable(figures: readonly IngestFigure[]): readonly string[] {
  return [
    'call          batch  callers   votes/s  kafkajs/s   ratio',
    ...figures.map(({ call, batch, callers, votesPerSecond, kafkajsPerSecond, ratio }) => {
      const numbers = [batch, callers].map((number) => String(number).padStart(8))
      const rates = [votesPerSecond, kafkajsPerSecond].map((number) => String(number).padStart(10))
      return `${call.padEnd(11)}${numbers.join('')}${rates.join('')}${ratio.toFixed(2).padStart(9)}`
    }),
  ]
}

/** What names cost, as lines for people. */
export function namesTable(figures: readonly NamesFigure[]): readonly string[] {
  return [
    '                              edge              gRPC',
    'name                   KiB    ms of CPU  times  ms of CPU  times ordinary votes',
    ...figures.map(({ kind, kib, edgeMs, edgeRatio, grpcMs, grpcRatio }) => {
      const numbers = [edgeMs, edgeRatio, grpcMs, grpcRatio].map((number, at) =>
        number.toFixed(1).padStart(at % 2 === 0 ? 11 : 7),
      )
      return `${kind.padEnd(20)}${String(kib).padStart(6)}${numbers.join('')}`
    }),
  ]
}
