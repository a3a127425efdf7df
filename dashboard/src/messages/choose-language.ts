import { type Language, languages } from './messages.ts'

const base = (locale: string) => locale.toLowerCase().split('-')[0]

/** The initial language: the one chosen before, else the browser's first that the page has, else English. */
export function chooseLanguage(chosen: string | null, browserLocales: readonly string[]): Language {
  for (const wanted of [chosen ?? '', ...browserLocales]) {
    const language = languages.find((one) => one === base(wanted))
    if (language) return language
  }
  return 'en'
}

/** The contests are Guatemalan: without a region of the reader's own, Spanish numbers are written as there. */
const regions: Readonly<Record<Language, string>> = { es: 'es-GT', en: 'en' }

/** The locale for numbers: the browser's own for the language, such as es-MX, else the contests'. */
export function localeOf(language: Language, browserLocales: readonly string[]): string {
  return browserLocales.find((locale) => base(locale) === language) ?? regions[language]
}
