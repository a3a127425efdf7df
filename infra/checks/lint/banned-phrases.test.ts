import { expect, it } from 'vitest'
import { bannedPhrases } from './banned-phrases.ts'

const found = (path: string, source: string) => bannedPhrases(path, source).map(({ line, phrase }) => [line, phrase])

it('finds phrases in comments, docstrings, strings and templates of code', () => {
  const source = [
    '/** The caller is',
    ' * told so. */',
    "const told = 'gone for good' // a text is no number",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a template
    'say(`a ${told} tells`)',
  ]
  expect(found('a.ts', source.join('\n'))).toEqual(
    expect.arrayContaining([
      [2, 'told'],
      [3, 'for good'],
      [3, 'is no'],
      [4, 'tells'],
    ]),
  )
  expect(found('a.ts', source.join('\n'))).toHaveLength(4)
})

it('finds a phrase that wraps from one line to the next', () => {
  expect(found('a.ts', '/**\n * This is\n * no number.\n */\nexport {}')).toEqual([[2, 'is * no']])
  expect(found('a.md', 'Gone for\ngood.')).toEqual([[1, 'for good']])
})

it.each([
  ['names', 'a.ts', 'const told = tells.mended(stands)'],
  ['regular expressions with quotes', 'a.ts', "const quote = /'/; const told = 1; const other = /'/"],
  ['"there is no"', 'a.md', 'There is no such file.'],
  ['parts of words', 'a.md', 'Amend the untold, and recommend it.'],
  ['code in Markdown', 'a.md', 'Run `told`.\n```sh\ntell me\n```\n'],
  ['names in Python', 'a.py', 'told = tells'],
  ['names in Svelte markup', 'a.svelte', '<script lang="ts">let told = 1</script>\n<p>{told}</p>'],
])('leaves %s alone', (_, path, source) => {
  expect(found(path, source)).toEqual([])
})

it('reads scripts, markup comments and styles of Svelte, and comments and strings of Python', () => {
  const svelte = '<script lang="ts">\n// told\n</script>\n<!-- for good -->\n<style>\n/* tells */\n</style>'
  expect(found('a.svelte', svelte)).toEqual([
    [2, 'told'],
    [4, 'for good'],
    [6, 'tells'],
  ])
  expect(found('a.py', '"""It is\ntold."""\nx = "mended"  # tells')).toEqual([
    [2, 'told'],
    [3, 'mended'],
    [3, 'tells'],
  ])
})
