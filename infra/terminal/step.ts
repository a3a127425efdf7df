import type { Output } from './output.ts'

const movingMs = 1_000
const plainMs = 10_000

/**
 * Shows that work is in progress, with the seconds so far, and then whether it succeeded.
 * @example
 * const { built } = await step('Building the edge', output, () => buildEdge())
 */
export async function step<Result>(label: string, output: Output, work: () => Promise<Result>): Promise<Result> {
  const { stream, isTerminal, colors } = output
  const startedMs = performance.now()
  const seconds = () => `${((performance.now() - startedMs) / 1_000).toFixed(1)} s`
  const show = () => stream.write(`\r\u001B[K${label} … ${colors.dim(seconds())}`)
  if (isTerminal) show()
  else output.say(`${label} …`)
  const timer = isTerminal
    ? setInterval(show, movingMs)
    : setInterval(() => output.say(`${label} … still running (${seconds()})`), plainMs)
  const settle = (sign: string) =>
    isTerminal ? stream.write(`\r\u001B[K${sign} ${label} ${colors.dim(seconds())}\n`) : undefined
  try {
    const result = await work()
    settle(colors.green('✓'))
    return result
  } catch (error) {
    settle(colors.red('✗'))
    throw error
  } finally {
    clearInterval(timer)
  }
}
