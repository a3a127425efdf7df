import type { Output } from './output.ts'

/** Reports the progress of a task. */
export interface ProgressReporter {
  /** Shows that `done` of the total are done. */
  update(done: number): void
  /** Leaves the last state on screen. */
  end(): void
}

const barCells = 30
const plainSteps = 4
const redrawMs = 80

/** Formats `1234567` as `1,234,567`. */
export function grouped(number: number): string {
  return number.toLocaleString('en-US')
}

/**
 * A moving bar on a terminal; elsewhere a plain line at each quarter.
 * @example
 * const bar = progressBar('Casting votes', votes.length, output)
 * bar.update(settled)
 * bar.end()
 */
export function progressBar(label: string, total: number, output: Output): ProgressReporter {
  return output.isTerminal ? movingBar(label, total, output) : plainLines(label, total, output)
}

function movingBar(label: string, total: number, { stream, colors }: Output): ProgressReporter {
  let drawnAtMs = 0
  let last = 0
  const draw = (done: number) => {
    const filled = total === 0 ? barCells : Math.floor((done / total) * barCells)
    const bar = `${colors.green('█'.repeat(filled))}${colors.dim('░'.repeat(barCells - filled))}`
    stream.write(`\r\u001B[K${label} ${bar} ${grouped(done)} of ${grouped(total)}`)
    drawnAtMs = performance.now()
  }
  draw(0)
  return {
    update(done) {
      last = done
      if (performance.now() - drawnAtMs >= redrawMs) draw(done)
    },
    end() {
      draw(last)
      stream.write('\n')
    },
  }
}

function plainLines(label: string, total: number, { say }: Output): ProgressReporter {
  let reported = -1
  const update = (done: number) => {
    const step = total === 0 ? plainSteps : Math.floor((done / total) * plainSteps)
    if (step <= reported) return
    reported = step
    say(`${label} ${grouped(done)} of ${grouped(total)}`)
  }
  update(0)
  return { update, end() {} }
}
