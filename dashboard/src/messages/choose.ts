import { type Language, languages } from './messages.ts'

const base = (locale: string) => locale.toLowerCase().split('-')[0]

/** The language to begin with: the one chosen before, else the first of the browser's that there is, else English. */
export function chooseLanguage(chosen: string | null, browserLocales: readonly string[]): Language {
  for (const wanted of [chosen ?? '', ...browserLocales]) {
    const language = languages.find((one) => one === base(wanted))
    if (language) return language
  }
  return 'en'
}

/** The locale whose numbers go with a language: the browser's own of that language, such as es-GT, else the language. */
export function localeOf(language: Language, browserLocales: readonly string[]): string {
  return browserLocales.find((locale) => base(locale) === language) ?? language
}
