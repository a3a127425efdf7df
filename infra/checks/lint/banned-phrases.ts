import { extname } from 'node:path'
import ts from 'typescript'

/** A banned phrase in a file. */
export interface BannedPhrase {
  readonly path: string
  /** from 1 */
  readonly line: number
  readonly phrase: string
}

/** Between words a text may wrap, in a comment with a mark at the start of the next line. */
const gap = '(?:[ \\t]+|\\s*\\n\\s*(?:\\*|//|#)?\\s*)'

const phrases = [
  /told/,
  /tells?/,
  /mend(?:s|ed|ing)?/,
  /for good/,
  /be had/,
  /(?<!there )is no/,
  /stands/,
  /it holds nobody up/,
  /who is leaving/,
].map(({ source }) => new RegExp(`\\b${source.replaceAll(' ', gap)}\\b`, 'gi'))

interface Segment {
  readonly start: number
  readonly text: string
}

/**
 * Finds banned phrases in comments, string literals and Markdown prose. Names in code, and code in Markdown, are free.
 * @param path decides the language: ts, mjs, svelte, py or md
 */
export function bannedPhrases(path: string, source: string): readonly BannedPhrase[] {
  return segmentsOf(path, source).flatMap(({ start, text }) =>
    phrases.flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match) => ({
        path,
        line: source.slice(0, start + match.index).split('\n').length,
        phrase: match[0].replace(/\s+/g, ' '),
      })),
    ),
  )
}

function segmentsOf(path: string, source: string): readonly Segment[] {
  switch (extname(path)) {
    case '.md':
      return [{ start: 0, text: source.replace(/```.*?```|`[^`\n]*`/gs, blank) }]
    case '.py':
      return matchesOf(source, /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*/g)
    case '.svelte':
      return svelteSegments(source)
    default:
      return scriptSegments(source)
  }
}

/** Spaces of the same length, so that positions stay. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}

function matchesOf(source: string, pattern: RegExp): readonly Segment[] {
  return [...source.matchAll(pattern)].map((match) => ({ start: match.index, text: match[0] }))
}

function svelteSegments(source: string): readonly Segment[] {
  const script = /(<script[^>]*>)(.*?)<\/script>/s.exec(source)
  if (!script) return matchesOf(source, /<!--.*?-->|\/\*.*?\*\//gs)
  const [whole, tag = '', code = ''] = script
  const start = script.index + tag.length
  const markup = source.replace(whole, blank)
  return [
    ...scriptSegments(code).map((segment) => ({ ...segment, start: segment.start + start })),
    ...matchesOf(markup, /<!--.*?-->|\/\*.*?\*\//gs),
  ]
}

const textKinds: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
])

function scriptSegments(source: string): readonly Segment[] {
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true)
  const found = new Map<number, Segment>()
  const add = (start: number, end: number) => found.set(start, { start, text: source.slice(start, end) })
  const visit = (node: ts.Node) => {
    const children = node.getChildren(file)
    for (const child of children) visit(child)
    if (children.length > 0) return
    const comments = [
      ...(ts.getLeadingCommentRanges(source, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(source, node.getEnd()) ?? []),
    ]
    for (const { pos, end } of comments) add(pos, end)
    if (textKinds.has(node.kind)) add(node.getStart(file), node.getEnd())
  }
  visit(file)
  return [...found.values()]
}
