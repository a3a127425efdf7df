import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../../terminal/root.ts'

/** What a source file's doc comments say of its members with names such as `LOG_LEVEL`, by name. */
export function meaningsIn(path: string): ReadonlyMap<string, string> {
  const source = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
  const meanings = new Map<string, string>()
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && /^[A-Z][A-Z0-9_]*$/.test(node.name.getText(source))) {
      const text = ts.getJSDocCommentsAndTags(node).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
      const meaning = text.join(' ').replaceAll(/\s+/g, ' ').trim()
      if (meaning !== '') meanings.set(node.name.getText(source), meaning)
    }
    node.forEachChild(visit)
  }
  visit(source)
  return meanings
}
