// Marks that letters carry, and case: nobody types them when searching.
const marks = /\p{M}+/gu

/** A text as it is compared when searching: without accents, without case. */
export function searchable(text: string): string {
  return text.normalize('NFD').replace(marks, '').toLowerCase()
}

/** Whether a text holds what was typed. Nothing typed is in every text. */
export function holds(text: string, typed: string): boolean {
  return searchable(text).includes(searchable(typed.trim()))
}
