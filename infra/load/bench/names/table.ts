import type { NamesFigure } from './bench-names.ts'

/** The figures as lines for people. */
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
