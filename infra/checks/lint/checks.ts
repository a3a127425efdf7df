import { fileURLToPath } from 'node:url'

const bin = (path: string) => fileURLToPath(new URL(`../../../node_modules/${path}`, import.meta.url))
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
  { name: 'banned phrases', command: [fileURLToPath(new URL('run-banned-phrases.ts', import.meta.url))] },
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
