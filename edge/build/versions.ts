import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The exact versions of the edge's build tools, which are pinned in its package.json. */
export function toolVersions(): string {
  const path = fileURLToPath(new URL('../package.json', import.meta.url))
  const { devDependencies } = JSON.parse(readFileSync(path, 'utf8')) as { devDependencies: Record<string, string> }
  return JSON.stringify(devDependencies)
}
