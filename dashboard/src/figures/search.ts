import { searchable } from '@aplauso/proto'

/** Whether a text contains what was typed; every text contains nothing. */
export function holds(text: string, typed: string): boolean {
  return searchable(text).includes(searchable(typed.trim()))
}
