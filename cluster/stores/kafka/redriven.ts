import type { IHeaders, Message } from 'kafkajs'
import { type Redriven, sourceOf, sourceText } from '../ports/source.ts'
import type { LogEntry } from '../ports/vote-log.ts'

/** Headers of a redriven record, each the text of a source. */
export const originHeader = 'aplauso-origin'
export const letterHeader = 'aplauso-letter'

/** A record as kafkajs sends it; headers only where it is redriven. */
export function messageOf({ key, value, redriven }: LogEntry): Message {
  if (!redriven) return { key, value }
  const headers = { [originHeader]: sourceText(redriven.origin), [letterHeader]: sourceText(redriven.letter) }
  return { key, value, headers }
}

/** The member of a record that its headers make; none where they are not as `messageOf` writes them. */
export function redrivenMember(headers: IHeaders | undefined): { readonly redriven?: Redriven } {
  const [origin, letter] = [originHeader, letterHeader].map((name) => {
    const value = headers?.[name]
    return Array.isArray(value) ? undefined : sourceOf(value?.toString() ?? '')
  })
  return origin && letter ? { redriven: { origin, letter } } : {}
}
