import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '@aplauso/process/portable'
import { stillRuns } from './processes/identity.ts'
import type { StartedProcess } from './processes/start.ts'

export type Say = (line: string) => void

/** How often a long step says that it is still at work. */
const heartbeatMs = 10_000
const probePauseMs = 200
const tailLines = 15

/** Runs something long and says every ten seconds that it still works, and how long it took. */
export async function longStep<Result>(say: Say, what: string, work: () => Promise<Result>): Promise<Result> {
  const startMs = Date.now()
  const seconds = () => Math.round((Date.now() - startMs) / 1000)
  say(`${what} ...`)
  const beat = setInterval(() => say(`${what} ... ${seconds()} s`), heartbeatMs)
  try {
    const result = await work()
    say(`${what}: done in ${seconds()} s`)
    return result
  } finally {
    clearInterval(beat)
  }
}

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly logFile: string
  readonly timeoutMs: number
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Runs a command to its end, its output into a log file.
 * @throws Error with the last lines of its output when it fails or takes too long
 */
export async function runCommand(plan: Command): Promise<void> {
  const log = createWriteStream(plan.logFile, { flags: 'a', mode: 0o600 })
  const child = spawn(plan.command, plan.args, {
    cwd: plan.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...plan.environment },
    timeout: plan.timeoutMs,
    killSignal: 'SIGKILL',
  })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  const outcome = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `ended with ${code ?? signal}`))
  })
  await new Promise<void>((resolve) => log.end(resolve))
  if (outcome !== undefined) throw new Error(`${plan.command} ${outcome}\n${await logTail(plan.logFile)}`)
}

/**
 * Waits until an engine answers.
 * @throws Error with the last lines of its log when one of its processes ends or the time is over
 */
export async function waitUntilAnswering<Answer>(
  what: string,
  processes: readonly StartedProcess[],
  patienceMs: number,
  probe: () => Promise<Answer>,
): Promise<Answer> {
  const deadline = Date.now() + patienceMs
  let reason = 'no answer yet'
  while (Date.now() < deadline) {
    try {
      return await probe()
    } catch (error) {
      reason = messageOf(error)
    }
    const dead = processes.find((noted) => !stillRuns(noted))
    if (dead)
      throw new Error(`${what}: ${dead.role} ended by itself; ${dead.logFile} says:\n${await logTail(dead.logFile)}`)
    await sleep(probePauseMs)
  }
  const logs = processes.map(({ logFile }) => logFile).join(', ')
  throw new Error(`${what} does not answer within ${patienceMs / 1000} s (${reason}); see ${logs}`)
}

async function logTail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-tailLines).join('\n')
}
