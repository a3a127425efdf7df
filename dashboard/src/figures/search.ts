const marks = /\p{M}+/gu

/** A text as search compares it: without accents or case, since nobody types them. */
function searchable(text: string): string {
  return text.normalize('NFD').replace(marks, '').toLowerCase()
}

/** Whether a text contains what was typed; every text contains nothing. */
export function holds(text: string, typed: string): boolean {
  return searchable(text).includes(searchable(typed.trim()))
}
