import type { EdgeBench } from './bench-edge.ts'
import type { Pace } from './pace.ts'

/** The figures as lines for people. */
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
