import { createColors } from 'picocolors'

/** Where a command's words go, with colours only where a person looks on. */
export interface Output {
  readonly stream: NodeJS.WriteStream
  readonly isTerminal: boolean
  readonly colors: ReturnType<typeof createColors>
  /** Writes a line. */
  say(line?: string): void
}

/** Writing to `stream`; colours only on a terminal, and not where `NO_COLOR` is set. */
export function outputTo(stream: NodeJS.WriteStream): Output {
  const isTerminal = Boolean(stream.isTTY) && process.env.TERM !== 'dumb'
  return {
    stream,
    isTerminal,
    colors: createColors(isTerminal && !process.env.NO_COLOR),
    say: (line = '') => stream.write(`${line}\n`),
  }
}
