/** The state of a choice: one of the options, or a write-in. */
export interface Picked {
  readonly chosen: string | null
  readonly isOther: boolean
  readonly written: string
}

/** The choice that a text makes: the option of that name, else a write-in. */
export function picked(text: string, options: readonly string[]): Picked {
  if (text === '') return { chosen: null, isOther: false, written: '' }
  return options.includes(text)
    ? { chosen: text, isOther: false, written: '' }
    : { chosen: null, isOther: true, written: text }
}

/** The text of a choice; without options it is always the write-in. */
export function textOf({ chosen, isOther, written }: Picked, options: readonly string[]): string {
  return isOther || options.length === 0 ? written : (chosen ?? '')
}
