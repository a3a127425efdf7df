import { type Format, formatOf } from '../format/format.ts'
import { catalogues } from './catalogues.ts'
import { chooseLanguage, localeOf } from './choose-language.ts'
import type { Language, Messages } from './messages.ts'

const storageKey = 'aplauso.language'

/** The language of the page, with its messages and number formats. */
export class PageLanguage {
  code: Language = $state(chooseLanguage(remembered(), navigator.languages))
  readonly messages: Messages = $derived(catalogues[this.code])
  readonly format: Format = $derived(formatOf(localeOf(this.code, navigator.languages)))

  /** Switches the language, and remembers it for the next visit if the browser allows. */
  choose(code: Language): void {
    this.code = code
    try {
      localStorage.setItem(storageKey, code)
    } catch {
      // Storage is disabled or full: the choice holds for this visit.
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
