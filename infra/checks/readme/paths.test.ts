import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../terminal/root.ts'

const listed = ['ls-files', '--cached', '--others', '--exclude-standard']
const files = execFileSync('git', listed, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)
const documents = files.filter((file) => file.endsWith('.md'))
const folders = new Set(files.flatMap((file) => foldersOf(file)))

function foldersOf(file: string): readonly string[] {
  const folder = dirname(file)
  return folder === '.' ? [] : [folder, ...foldersOf(folder)]
}

/** The document's text outside of code blocks. */
function proseOf(document: string): string {
  return readFileSync(join(root, document), 'utf8').replace(/```.*?```/gs, '')
}

/** The names of source files in code of the prose, such as `grpc/server.ts`. */
function sourcesIn(prose: string): readonly string[] {
  const code = [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, text = '']) => text.split(/[\s,]+/))
  return code.filter((name) => /^[\w./-]+\.(ts|svelte|py|md)$/.test(name))
}

/** A source is named by its path from the root or from the document's folder, or by the end of a path below that. */
function isSource(document: string, name: string): boolean {
  const folder = dirname(document)
  const below = folder === '.' ? '' : `${folder}/`
  const whole = [name, normalize(join(folder, name))]
  return files.some((file) => whole.includes(file) || (file.startsWith(below) && `/${file}`.endsWith(`/${name}`)))
}

test('a test of the documents finds some', () => {
  expect(documents.length).toBeGreaterThan(20)
})

test.each(documents)('every file that %s names or links to exists', (document) => {
  const prose = proseOf(document)
  const links = [...prose.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].flatMap(([, to = '']) =>
    /^[a-z]+:/.test(to) ? [] : [normalize(join(dirname(document), to)).replace(/\/$/, '')],
  )
  expect({
    links: links.filter((path) => !files.includes(path) && !folders.has(path)),
    names: sourcesIn(prose).filter((name) => !isSource(document, name)),
  }).toEqual({ links: [], names: [] })
})
