import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { root } from '../../terminal/root.ts'

/** A file's import of a module. */
export interface Import {
  /** path inside the repository */
  readonly file: string
  readonly specifier: string
  readonly typeOnly: boolean
  /** the path inside the repository that the import leads to; undefined for a package */
  readonly target: string | undefined
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

/** The paths of all source files inside the repository. */
export function sourceFiles(): readonly string[] {
  return globSync('{proto,edge,cluster,functions,dashboard,infra}/**/*.{ts,mjs,svelte}', {
    cwd: root,
    exclude: (path) => /(^|[/\\])(node_modules|gen|dist)([/\\]|$)/.test(String(path)),
  }).map((file) => file.split(sep).join('/'))
}

/** The imports and re-exports of a file. */
export function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const pattern =
    /(?:^|[\s;])(?:import|export)(\s+type)?\s[^'"`;]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm
  return [...text.matchAll(pattern)].map(([, type, from, dynamic, bare]) => {
    const specifier = from ?? dynamic ?? bare ?? ''
    return { file, specifier, typeOnly: type !== undefined, target: targetOf(file, specifier) }
  })
}

function targetOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.'))
    return relative(root, join(root, dirname(file), specifier))
      .split(sep)
      .join('/')
  const [scope = '', name = '', ...rest] = specifier.split('/')
  const workspace = workspaces[`${scope}/${name}`]
  return workspace && [workspace, ...rest].join('/')
}

/** Whether a file is a test or test support. */
export function isTestSupport(file: string): boolean {
  return /\.test\.ts$/.test(file) || /\/testing\//.test(file)
}
