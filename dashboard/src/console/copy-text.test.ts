import { describe, expect, it } from 'vitest'
import { copyText } from './copy-text.ts'

/** A document whose `copy` command works, as browsers have it without a secure context. */
function olderWay(isAllowed = true) {
  const copied: string[] = []
  let listener: ((event: ClipboardEvent) => void) | undefined
  return {
    copied,
    document: {
      addEventListener: (_: string, added: unknown) => {
        listener = added as typeof listener
      },
      removeEventListener: () => {
        listener = undefined
      },
      execCommand: () => {
        const clipboardData = { setData: (_: string, text: string) => copied.push(text) }
        if (isAllowed) listener?.({ preventDefault: () => {}, clipboardData } as unknown as ClipboardEvent)
        return isAllowed
      },
    },
    isListening: () => listener !== undefined,
  }
}

describe('copying', () => {
  it('uses the clipboard if there is one', async () => {
    const written: string[] = []
    const clipboard = { writeText: async (text: string) => void written.push(text) }
    const { document, copied } = olderWay()
    expect(await copyText('a line', { clipboard, document })).toBe(true)
    expect([written, copied]).toEqual([['a line'], []])
  })

  it.each([
    ['without a secure context', undefined],
    ['if the clipboard refuses', { writeText: () => Promise.reject(new Error('NotAllowedError')) }],
  ])('uses the copy command %s, and leaves no listener', async (_, clipboard) => {
    const older = olderWay()
    expect(await copyText('a line', { clipboard, document: older.document })).toBe(true)
    expect(older.copied).toEqual(['a line'])
    expect(older.isListening()).toBe(false)
  })

  it('reports that the browser refuses both', async () => {
    const { document } = olderWay(false)
    expect(await copyText('a line', { clipboard: undefined, document })).toBe(false)
  })
})
