/** The parts of a browser that copying needs. */
export interface Copying {
  /** undefined without a secure context */
  readonly clipboard: Pick<Clipboard, 'writeText'> | undefined
  readonly document: Pick<Document, 'addEventListener' | 'removeEventListener' | 'execCommand'>
}

/** Copies a text, also where the page has no secure context. @returns whether the browser did it */
export async function copyText(text: string, { clipboard, document }: Copying): Promise<boolean> {
  try {
    if (clipboard) {
      await clipboard.writeText(text)
      return true
    }
  } catch {
    // Not permitted: the older way may be.
  }
  const onCopy = (event: ClipboardEvent) => {
    event.preventDefault()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', onCopy)
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    document.removeEventListener('copy', onCopy)
  }
}
