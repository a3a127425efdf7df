/** Enters or leaves full screen; if the browser refuses, the page stays in its window. */
export function fillScreen(on: boolean): void {
  const change = on
    ? document.documentElement.requestFullscreen?.()
    : document.fullscreenElement
      ? document.exitFullscreen()
      : undefined
  change?.catch(() => {
    // Not allowed here: the page fills its window instead.
  })
}

/** Keeps the screen lit while the page is visible, if the browser can. @returns what lets it sleep again */
export function keepAwake(): () => void {
  let isOver = false
  let lock: WakeLockSentinel | undefined
  const ask = async () => {
    if (isOver || document.hidden || !('wakeLock' in navigator)) return
    try {
      lock = await navigator.wakeLock.request('screen')
      if (isOver) await lock.release()
    } catch {
      // A low battery or the browser's policy: the screen may sleep.
    }
  }
  document.addEventListener('visibilitychange', ask)
  void ask()
  return () => {
    isOver = true
    document.removeEventListener('visibilitychange', ask)
    lock?.release().catch(() => {
      // It was released already.
    })
  }
}
