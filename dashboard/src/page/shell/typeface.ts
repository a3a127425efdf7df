/** On a slow line everything else comes first. */
const slowLineMs = 15_000

interface Line {
  readonly effectiveType?: string
  readonly saveData?: boolean
}

/** How long the typeface waits: on a slow line, as far as the browser knows, until the page works. */
export function typefaceDelayMs({ effectiveType = '4g', saveData = false }: Line = {}): number {
  return saveData || effectiveType !== '4g' ? slowLineMs : 0
}

/** Brings the typeface in; until then, and if it does not come, the system's is used. */
export function useTypeface(navigator: Navigator & { readonly connection?: Line }): void {
  const use = () => document.documentElement.classList.add('typeface')
  const delayMs = typefaceDelayMs(navigator.connection)
  if (delayMs === 0) use()
  else setTimeout(use, delayMs)
}
