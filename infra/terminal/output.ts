import { createColors } from 'picocolors'

/** Where a command prints, with colours only on a terminal. */
export interface Output {
  readonly stream: NodeJS.WriteStream
  readonly isTerminal: boolean
  readonly colors: ReturnType<typeof createColors>
  /** Prints a line. */
  say(line?: string): void
}

/** Prints to `stream`, with colours only on a terminal and only if `NO_COLOR` is not set. */
export function outputTo(stream: NodeJS.WriteStream): Output {
  const isTerminal = Boolean(stream.isTTY) && process.env.TERM !== 'dumb'
  return {
    stream,
    isTerminal,
    colors: createColors(isTerminal && !process.env.NO_COLOR),
    say: (line = '') => stream.write(`${line}\n`),
  }
}
