import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const files = globSync('{proto,edge,cluster,functions,dashboard,infra}/**/*.{ts,mjs,svelte}', {
  cwd: root,
  exclude: (path) => /(^|[/\\])(node_modules|gen|dist)([/\\]|$)/.test(String(path)),
}).map((file) => file.split(sep).join('/'))

/** The part of the repository that a file belongs to. */
const partOf = (file: string) =>
  file.startsWith('cluster/') ? file.split('/').slice(0, 2).join('/') : (file.split('/')[0] ?? '')

/** What each part may import beside itself and proto. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  proto: [],
  'cluster/process': [],
  'cluster/stores': ['cluster/process'],
  'cluster/ingest': ['cluster/process', 'cluster/stores'],
  'cluster/consumer': ['cluster/process', 'cluster/stores'],
  functions: ['cluster/process', 'cluster/stores'],
  edge: ['cluster/stores/kafka', 'cluster/stores/batcher'],
  dashboard: [],
  infra: ['proto', 'edge', 'cluster', 'functions', 'dashboard'],
}

const workspaces: Readonly<Record<string, string>> = {
  '@aplauso/proto': 'proto',
  '@aplauso/process': 'cluster/process',
  '@aplauso/stores': 'cluster/stores',
  '@aplauso/ingest': 'cluster/ingest',
  '@aplauso/consumer': 'cluster/consumer',
  '@aplauso/functions': 'functions',
  '@aplauso/edge': 'edge',
  '@aplauso/dashboard': 'dashboard',
  '@aplauso/infra': 'infra',
}

const clients: Readonly<Record<string, string>> = {
  kafkajs: 'cluster/stores/kafka/',
  mongodb: 'cluster/stores/mongo/',
  '@upstash/redis': 'cluster/stores/redis/',
  'node:sqlite': 'cluster/stores/sqlite/',
}

interface Import {
  readonly file: string
  readonly specifier: string
  readonly typeOnly: boolean
}

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8')
  const pattern =
    /(?:^|[\s;])(?:import|export)(\s+type)?\s[^'"`;]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm
  return [...text.matchAll(pattern)].map(([, type, from, dynamic, bare]) => ({
    file,
    specifier: from ?? dynamic ?? bare ?? '',
    typeOnly: type !== undefined,
  }))
})

/** The path inside the repository that an import leads to, or undefined for a package. */
function target({ file, specifier }: Import): string | undefined {
  if (specifier.startsWith('.'))
    return relative(root, join(root, dirname(file), specifier))
      .split(sep)
      .join('/')
  const [scope = '', name = '', ...rest] = specifier.split('/')
  const workspace = workspaces[`${scope}/${name}`]
  return workspace && [workspace, ...rest].join('/')
}

function isAllowed(item: Import): boolean {
  const to = target(item)
  if (to === undefined) return true
  const from = partOf(item.file)
  if (partOf(to) === from || partOf(to) === 'proto') return true
  return (allowed[from] ?? []).some((path) => to === path || to.startsWith(`${path}/`))
}

describe('imports', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(100)
  })

  it('point one way', () => {
    expect(imports.filter((item) => !isAllowed(item)).map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual(
      [],
    )
  })

  it('name an engine’s client library in its adapter alone', () => {
    const strays = imports.filter(({ file, specifier, typeOnly }) => {
      const home = clients[specifier]
      // A benchmark compares with the bare library; drills move the leaders of an engine of theirs.
      const bare = file.startsWith('infra/load/bench/') || file.startsWith('infra/engines/kafka/')
      const isElsewhere = home !== undefined && !file.startsWith(home) && !bare
      return isElsewhere && !typeOnly && !file.endsWith('.test.ts')
    })
    expect(strays.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([])
  })
})

describe('source files', () => {
  it('are at most 20 KB', () => {
    const big = files.filter((file) => readFileSync(join(root, file)).length > 20 * 1024)
    expect(big).toEqual([])
  })
})
