/** A process that ended, or was not ready, when it should run. The message names it, says how, and shows its last lines. */
export class ProcessDied extends Error {
  readonly processName: string

  constructor(processName: string, how: string, lastLines: readonly string[]) {
    const words = lastLines.length > 0 ? ` Its last words:\n${lastLines.map((line) => `  ${line}`).join('\n')}` : ''
    super(`The process "${processName}" ${how || 'ended'}.${words}`)
    this.name = 'ProcessDied'
    this.processName = processName
  }
}
