/** A process ended, or was not ready, when it should run. The message names it, says how it ended, and shows its last lines. */
export class ProcessDied extends Error {
  readonly processName: string

  constructor(processName: string, how: string, lastLines: readonly string[]) {
    const shown = lastLines.length > 0 ? ` Its last lines:\n${lastLines.map((line) => `  ${line}`).join('\n')}` : ''
    super(`The process "${processName}" ${how || 'ended'}.${shown}`)
    this.name = 'ProcessDied'
    this.processName = processName
  }
}
