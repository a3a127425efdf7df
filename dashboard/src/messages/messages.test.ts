import { codes, fieldCodes, fieldFault, fields } from '@aplauso/proto'
import { describe, expect, it } from 'vitest'
import { catalogues } from './catalogues.ts'
import { chooseLanguage, localeOf } from './choose-language.ts'
import { consoleCatalogues } from './console-catalogues.ts'
import { faultText } from './fault-text.ts'
import { languages } from './messages.ts'
import { sendingCatalogues } from './sending-catalogues.ts'

/** Every member's path with its text; a function's text is its result for a sample. */
function textsOf(value: unknown, path = ''): [string, string | null][] {
  if (typeof value === 'function') return [[path, String(value('5', '6'))]]
  if (typeof value !== 'object' || value === null) return [[path, value === null ? null : String(value)]]
  return Object.entries(value).flatMap(([name, member]) => textsOf(member, `${path}.${name}`))
}

describe.each([
  ['the pages', catalogues],
  ['the log console', consoleCatalogues],
  ['sending', sendingCatalogues],
] as const)('the catalogues of %s', (_, catalogues) => {
  const paths = Object.keys(Object.fromEntries(textsOf(catalogues.en))).sort()

  it.each(languages)('has every string in %s, none empty', (language) => {
    const texts = textsOf(catalogues[language])
    expect(texts.map(([path]) => path).sort()).toEqual(paths)
    expect(texts.filter(([, text]) => text !== null && text.trim() === '')).toEqual([])
  })

  it('leaves nothing in the other language', () => {
    const same = (path: string) => /languageName|edgeDoor|grpcDoor|grafana|\.summary/.test(path)
    const [english, spanish] = [catalogues.en, catalogues.es].map((one) => new Map(textsOf(one)))
    const equal = paths.filter((path) => english?.get(path) !== null && english?.get(path) === spanish?.get(path))
    expect(equal.filter((path) => !same(path))).toEqual([])
  })
})

describe('the explanations', () => {
  it.each([
    ['results', catalogues],
    ['console', consoleCatalogues],
  ] as const)('explain the same conditions in each language: %s', (_, catalogues) => {
    const silent = languages.map((language) => textsOf(catalogues[language].explanations).filter(([, text]) => !text))
    expect(silent[0]).toEqual(silent[1])
  })
})

describe.each(languages)('a refusal, in %s,', (language) => {
  const ballot = sendingCatalogues[language]

  it('has words for every code of the contract, each its own', () => {
    expect(Object.keys(ballot.codes).sort()).toEqual([...codes].sort())
    expect(new Set(Object.values(ballot.codes)).size).toBe(codes.length)
    expect(Object.keys(ballot.faults).sort()).toEqual([...fieldCodes].sort())
  })

  it('says no code and no field’s name of the contract to the voter', () => {
    for (const field of fields) {
      for (const code of fieldCodes) expect(faultText(ballot, fieldFault(field, code))).not.toMatch(/_|undefined/)
    }
  })

  it('takes the edge’s own sentence for a code of a later version', () => {
    const fault = { field: 'name', code: 'too_loud', message: 'name is too loud' } as unknown as ReturnType<
      typeof fieldFault
    >
    expect(faultText(ballot, fault)).toBe('name is too loud')
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
    expect(localeOf('es', ['en-US'])).toBe('es-GT')
    expect(localeOf('en', ['es-GT'])).toBe('en')
  })
})
