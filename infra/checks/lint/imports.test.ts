import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parts } from '../../local/build/parts.ts'
import { root } from '../../terminal/root.ts'
import { arrowsOf, circlesIn, climbing } from './floors.ts'
import { type Import, importsOf, isTestSupport, sourceFiles } from './imports.ts'

const files = sourceFiles()
const imports = files.flatMap(importsOf)

/** The part of the repository that a file belongs to. */
const partOf = (file: string) =>
  file.startsWith('cluster/') ? file.split('/').slice(0, 2).join('/') : (file.split('/')[0] ?? '')

/** What runs in a Worker too. */
const portable = 'cluster/process/portable'

/** What each part may import besides itself and proto. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  proto: [],
  'cluster/process': [],
  'cluster/stores': ['cluster/process'],
  'cluster/ingest': ['cluster/process', 'cluster/stores'],
  'cluster/consumer': ['cluster/process', 'cluster/stores'],
  functions: ['cluster/process', 'cluster/stores'],
  edge: ['cluster/stores/kafka', 'cluster/stores/batcher', portable],
  dashboard: [],
  infra: ['proto', 'edge', 'cluster', 'functions', 'dashboard'],
}

const clients: Readonly<Record<string, string>> = {
  kafkajs: 'cluster/stores/kafka/',
  mongodb: 'cluster/stores/mongo/',
  '@upstash/redis': 'cluster/stores/redis/',
  'node:sqlite': 'cluster/stores/sqlite/',
}

function isAllowed({ file, target: to }: Import): boolean {
  if (to === undefined) return true
  const from = partOf(file)
  if (partOf(to) === from || partOf(to) === 'proto') return true
  return (allowed[from] ?? []).some((path) => to === path || to.startsWith(`${path}/`))
}

/** A source file, and all that it imports, types aside. */
function reachableFrom(file: string, seen = new Set<string>()): ReadonlySet<string> {
  seen.add(file)
  for (const { target, typeOnly } of importsOf(file)) {
    const found = [target, `${target}.ts`, `${target}/index.ts`].find((path) => files.includes(path ?? ''))
    if (found !== undefined && !typeOnly && !seen.has(found)) reachableFrom(found, seen)
  }
  return seen
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

  it('are none in what runs in a Worker too, but for its own', () => {
    const portableImports = imports.filter(({ file }) => file.startsWith(`${portable}/`) && !isTestSupport(file))
    expect(portableImports.length).toBeGreaterThan(0)
    expect(portableImports.filter(({ target }) => !target?.startsWith(`${portable}/`))).toEqual([])
  })

  it('of the Worker lead to sources that a build of it looks at, and to none of what only Node has', () => {
    const { sources = [] } = parts.find(({ name }) => name === 'edge') ?? {}
    const bundled = reachableFrom('edge/worker/index.ts')
    expect(bundled.size).toBeGreaterThan(50)
    expect([...bundled].filter((file) => !sources.some((source) => file.startsWith(`${source}/`)))).toEqual([])
  })

  it('name an engine’s client library in its adapter alone', () => {
    const strays = imports.filter(({ file, specifier, typeOnly }) => {
      const home = clients[specifier]
      // A benchmark compares with the bare library; drills move the leaders of an engine of theirs.
      const bare = file.startsWith('infra/load/bench/') || file.startsWith('infra/engines/kafka/')
      const isElsewhere = home !== undefined && !file.startsWith(home) && !bare
      return isElsewhere && !typeOnly && !isTestSupport(file)
    })
    expect(strays.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([])
  })
})

describe('infra’s rooms', () => {
  const arrows = arrowsOf(imports.filter(({ file }) => !isTestSupport(file)))

  it('import only from their own floor and those below', () => {
    expect(climbing(arrows).map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  it('do not import each other in circles', () => {
    const targets = new Map<string, readonly string[]>()
    for (const { from, to } of arrows) targets.set(from, [...(targets.get(from) ?? []), to])
    expect(circlesIn(targets)).toEqual([])
  })
})

describe('source files', () => {
  it('are at most 20 KB', () => {
    const big = files.filter((file) => readFileSync(join(root, file)).length > 20 * 1024)
    expect(big).toEqual([])
  })
})
