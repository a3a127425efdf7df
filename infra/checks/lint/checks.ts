import { join } from 'node:path'
import { root } from '../../terminal/root.ts'

const script = (path: string) => join(import.meta.dirname, path)
const bin = (path: string) => join(root, 'node_modules', path)
const tsc = bin('typescript/bin/tsc')
const biome = bin('@biomejs/biome/bin/biome')

/** A check: a script that Node runs, with its arguments. */
export interface Check {
  readonly name: string
  readonly command: readonly string[]
  readonly fix?: readonly string[]
}

/** What `npm run check` runs, in order. */
export const checks: readonly Check[] = [
  { name: 'format and lint', command: [biome, 'check', '.'], fix: [biome, 'check', '--write', '.'] },
  { name: 'banned phrases', command: [script('run-banned-phrases.ts')] },
  { name: 'licences of what ships', command: [script('../packages/run-licences.ts')] },
  { name: 'types of the servers and tools', command: [tsc, '-p', 'tsconfig.json'] },
  { name: 'types of the edge', command: [tsc, '-p', 'edge/tsconfig.json'] },
  { name: 'types of the edge’s build and tests', command: [tsc, '-p', 'edge/tsconfig.node.json'] },
  {
    name: 'types of the dashboard',
    command: [
      bin('svelte-check/bin/svelte-check'),
      '--workspace',
      'dashboard',
      '--output',
      'human',
      '--fail-on-warnings',
    ],
  },
]

/** What `npm run check -- --audit` runs: it asks npm's registry, and says so where there is none to ask. */
export const auditChecks: readonly Check[] = [
  { name: 'known vulnerabilities', command: [script('../packages/run-audit.ts')] },
]
