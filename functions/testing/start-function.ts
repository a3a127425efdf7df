import { fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** A function's process, as tests start it. */
export interface StartedFunction {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Sends a signal and waits for the end. @returns exit code and everything it wrote */
  end(signal?: NodeJS.Signals): Promise<{ code: number | null; output: string }>
}

/** What a process that did not come up left behind. */
export interface FailedStart {
  readonly code: number | null
  readonly output: string
}

const functions = fileURLToPath(new URL('..', import.meta.url))

/** Starts an entry file, by its path from `functions/` or its full path, with nothing but the given environment; resolves when ready, or ended. */
export async function startFunction(
  entry: string,
  environment: Readonly<Record<string, string>>,
): Promise<StartedFunction | FailedStart> {
  const child = fork(resolve(functions, entry), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  if (!child.stdout || !child.stderr) throw new Error('the child has no output')
  const output = Promise.all([text(child.stdout), text(child.stderr)]).then((parts) => parts.join(''))
  const ended = once(child, 'close').then(async ([code]) => ({ code: code as number | null, output: await output }))
  const ready = once(child, 'message').then(([message]) => {
    const { ready: ports } = message as { ready: Record<string, number> }
    const port = Object.values(ports)[0] ?? 0
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      pid: child.pid ?? 0,
      end(signal: NodeJS.Signals = 'SIGTERM') {
        child.kill(signal)
        return ended
      },
    }
  })
  return Promise.race([ready, ended])
}
