const marks = /\p{M}+/gu

/**
 * A name as search compares it: without accents or case, since nobody types them.
 * @example
 * searchable('Malacates Trébol') // malacates trebol
 */
export function searchable(text: string): string {
  return text.normalize('NFD').replace(marks, '').toLowerCase()
}
