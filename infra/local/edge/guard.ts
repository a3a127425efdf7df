import { spawn } from 'node:child_process'

/**
 * Ends a process when this one is gone, also by a kill that nothing can catch: a small shell waits for the end of its
 * input, which we hold open as long as we live. There is none on Windows, where the guard does nothing.
 * @returns takes the guard away
 */
export function guard(pid: number): () => void {
  if (process.platform === 'win32') return () => {}
  const shell = spawn('sh', ['-c', `cat > /dev/null; kill -KILL ${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // In a group of its own: what kills our group must not kill it first.
    detached: true,
  })
  // Without a shell there is no guard, and nothing else is wrong.
  shell.on('error', () => {})
  shell.unref()
  return () => void shell.kill('SIGKILL')
}
