/** Asks the browser for the whole screen, or gives it back; where it says no, the page stays in its window. */
export function fillScreen(on: boolean): void {
  const asked = on
    ? document.documentElement.requestFullscreen?.()
    : document.fullscreenElement
      ? document.exitFullscreen()
      : undefined
  asked?.catch(() => {
    // Not allowed here: the page fills its window all the same.
  })
}

/** Keeps the screen lit while the page is visible, where the browser can; the answer lets it sleep again. */
export function keepAwake(): () => void {
  let isOver = false
  let lock: WakeLockSentinel | undefined
  const ask = async () => {
    if (isOver || document.hidden || !('wakeLock' in navigator)) return
    try {
      lock = await navigator.wakeLock.request('screen')
      if (isOver) await lock.release()
    } catch {
      // A low battery or a rule of the browser: the screen may sleep.
    }
  }
  document.addEventListener('visibilitychange', ask)
  void ask()
  return () => {
    isOver = true
    document.removeEventListener('visibilitychange', ask)
    lock?.release().catch(() => {
      // It was gone already.
    })
  }
}
