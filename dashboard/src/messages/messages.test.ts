import { describe, expect, it } from 'vitest'
import { catalogues } from './catalogues.ts'
import { chooseLanguage, localeOf } from './choose.ts'
import { languages } from './messages.ts'

/** Every member's path with its text; a function by what it makes of a sample. */
function textsOf(value: unknown, path = ''): [string, string | null][] {
  if (typeof value === 'function') return [[path, String(value('5'))]]
  if (typeof value !== 'object' || value === null) return [[path, value === null ? null : String(value)]]
  return Object.entries(value).flatMap(([name, member]) => textsOf(member, `${path}.${name}`))
}

describe('the catalogues', () => {
  const paths = Object.keys(Object.fromEntries(textsOf(catalogues.en))).sort()

  it.each(languages)('has every string in %s, none empty', (language) => {
    const texts = textsOf(catalogues[language])
    expect(texts.map(([path]) => path).sort()).toEqual(paths)
    expect(texts.filter(([, text]) => text !== null && text.trim() === '')).toEqual([])
  })

  it('explain the same conditions in each language', () => {
    const silent = languages.map((language) => textsOf(catalogues[language].explanations).filter(([, text]) => !text))
    expect(silent[0]).toEqual(silent[1])
  })
})

describe('the language', () => {
  it.each([
    ['es', null, ['es-GT', 'en']],
    ['en', null, ['fr', 'en-GB', 'es']],
    ['en', null, ['fr']],
    ['en', null, []],
    ['es', 'es', ['en-US']],
    ['en', 'klingon', ['en-US']],
  ])('is %s for the choice %s and the browser’s %j', (language, chosen, browser) => {
    expect(chooseLanguage(chosen, browser)).toBe(language)
  })

  it('keeps the browser’s region for numbers', () => {
    expect(localeOf('es', ['en-US', 'es-GT'])).toBe('es-GT')
    expect(localeOf('es', ['en-US'])).toBe('es')
  })
})
