/** What stands in a choice: one of the options, or what the voter writes. */
export interface Picked {
  readonly chosen: string | null
  readonly isOther: boolean
  readonly written: string
}

/** A choice that begins with a text: an option where it is among them, else written in. */
export function picked(text: string, options: readonly string[]): Picked {
  if (text === '') return { chosen: null, isOther: false, written: '' }
  return options.includes(text)
    ? { chosen: text, isOther: false, written: '' }
    : { chosen: null, isOther: true, written: text }
}

/** The text that a choice stands for; without options there is only what is written. */
export function textOf({ chosen, isOther, written }: Picked, options: readonly string[]): string {
  return isOther || options.length === 0 ? written : (chosen ?? '')
}
