import { type Format, formatOf } from '../format/format.ts'
import { catalogues } from './catalogues.ts'
import { chooseLanguage, localeOf } from './choose.ts'
import type { Language, Messages } from './messages.ts'

const storageKey = 'aplauso.language'

/** The language of the page with its texts and its numbers. */
export class LanguageChoice {
  language: Language = $state(chooseLanguage(remembered(), navigator.languages))
  readonly messages: Messages = $derived(catalogues[this.language])
  readonly format: Format = $derived(formatOf(localeOf(this.language, navigator.languages)))

  /** Switches and remembers it for the next visit, where the browser lets it. */
  choose(language: Language): void {
    this.language = language
    try {
      localStorage.setItem(storageKey, language)
    } catch {
      // Storage is off or full: the choice holds for this visit.
    }
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}
