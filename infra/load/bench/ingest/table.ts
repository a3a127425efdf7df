import type { IngestFigure } from './bench-ingest.ts'

/** The figures as lines for people. */
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
