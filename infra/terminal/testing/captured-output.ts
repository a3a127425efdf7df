import { PassThrough } from 'node:stream'
import { type Output, outputTo } from '../index.ts'

/** An output that nobody sees, and the lines that were printed to it. */
export function capturedOutput(): { readonly output: Output; readonly lines: string[] } {
  const lines: string[] = []
  const nowhere = outputTo(new PassThrough().resume() as unknown as NodeJS.WriteStream)
  return { output: { ...nowhere, say: (line = '') => lines.push(line) }, lines }
}
