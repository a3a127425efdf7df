const checkMs = 500

/**
 * npm signals only the shell between itself and this process, which ends without forwarding: then the child is asked to
 * stop. Once: a second signal would tear it out of its cleaning up.
 * @param {import('node:child_process').ChildProcess} child
 */
export function stopWithShell(child) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, checkMs)
  timer.unref()
}
