import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Folders without sources: build output, packages, test support. */
const excluded = ['node_modules', 'dist', 'gen', '.build', '.wrangler', 'testing']

/** A digest of the names and contents of all source files below the paths, without tests and Markdown. */
export function digestOf(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths.flatMap((start) => filesBelow(root, start)).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('base64url')
}

function filesBelow(root: string, path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const below = `${path}/${entry.name}`
    if (entry.isDirectory()) return excluded.includes(entry.name) ? [] : filesBelow(root, below)
    return entry.isFile() && !/\.(test\.ts|md)$/.test(entry.name) ? [below] : []
  })
}
