import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Output } from '../terminal/index.ts'
import { root } from '../terminal/root.ts'
import { type Arrow, arrowsOf, circlesIn, climbing } from './lint/floors.ts'
import { importsOf, isTestSupport, sourceFiles } from './lint/imports.ts'

/** A numbered list of files in the README's section "Follow a vote". */
export interface VotePath {
  readonly name: string
  /** the files in order */
  readonly files: readonly string[]
  /** the files that do not exist */
  readonly missing: readonly string[]
}

/** The structure of the repository in figures; `npm run check -- --structure --json` prints exactly this. */
export interface Structure {
  readonly rooms: number
  readonly arrows: readonly Arrow[]
  readonly climbing: readonly Arrow[]
  readonly circles: readonly (readonly string[])[]
  readonly files: number
  readonly lines: number
  /** of source files without tests and test support */
  readonly sizeBytes: { readonly p50: number; readonly p90: number; readonly max: number; readonly largest: string }
  readonly votePaths: readonly VotePath[]
}

/** Measures the source files, infra's rooms, and the path of a vote as the README lists it. */
export function measureStructure(): Structure {
  const files = sourceFiles()
  const product = files.filter((file) => !isTestSupport(file))
  const arrows = arrowsOf(product.flatMap(importsOf))
  const targets = new Map<string, readonly string[]>()
  for (const { from, to } of arrows) targets.set(from, [...(targets.get(from) ?? []), to])
  const sizes = product
    .map((file) => ({ file, bytes: statSync(join(root, file)).size }))
    .sort((a, b) => a.bytes - b.bytes)
  const quantile = (share: number) => sizes[Math.ceil(sizes.length * share) - 1]?.bytes ?? 0
  const rooms = new Set(files.flatMap((file) => /^infra\/([^/]+)\//.exec(file)?.[1] ?? []))
  return {
    rooms: rooms.size,
    arrows,
    climbing: climbing(arrows),
    circles: circlesIn(targets),
    files: files.length,
    lines: files.reduce((sum, file) => sum + readFileSync(join(root, file), 'utf8').split('\n').length - 1, 0),
    sizeBytes: { p50: quantile(0.5), p90: quantile(0.9), max: quantile(1), largest: sizes.at(-1)?.file ?? '' },
    votePaths: votePathsIn(readFileSync(join(root, 'README.md'), 'utf8'), (path) => existsSync(join(root, path))),
  }
}

/** Prints the structure for people. */
export function sayStructure(structure: Structure, { say }: Output): void {
  const { rooms, arrows, climbing: up, circles, files, lines, sizeBytes, votePaths } = structure
  const named = ({ from, to }: Arrow) => `${from} → ${to}`
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`
  say(`infra: ${rooms} rooms, ${arrows.length} arrows between them`)
  for (const arrow of arrows) say(`  ${named(arrow).padEnd(24)}${arrow.imports} imports`)
  say(`climbing arrows: ${up.map(named).join(', ') || 'none'}`)
  say(`circles: ${circles.map((circle) => circle.join(' ↔ ')).join(', ') || 'none'}`)
  say(`source files: ${files}, with ${lines} lines`)
  say(`sizes: p50 ${kilobytes(sizeBytes.p50)}, p90 ${kilobytes(sizeBytes.p90)}, max ${kilobytes(sizeBytes.max)}`)
  say(`largest: ${sizeBytes.largest}`)
  for (const { name, files: steps, missing } of votePaths) {
    say(`${name}: ${steps.length} files${missing.length > 0 ? `, missing: ${missing.join(', ')}` : ''}`)
    for (const step of steps) say(`  ${step}`)
  }
}

/**
 * Reads the lists of "Follow a vote": each is a line that ends with a colon, followed by numbered links to files.
 * @param exists whether a path inside the repository exists
 */
export function votePathsIn(readme: string, exists: (path: string) => boolean): readonly VotePath[] {
  const [, section = ''] = /^## Follow a vote\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(readme) ?? []
  const lists: { name: string; files: string[] }[] = []
  for (const line of section.split('\n')) {
    const [, name] = /^(\S.*):$/.exec(line) ?? []
    const [, file] = /^\d+\. \[[^\]]*\]\(([^)]+)\)/.exec(line) ?? []
    if (name !== undefined) lists.push({ name, files: [] })
    if (file !== undefined) lists.at(-1)?.files.push(file)
  }
  return lists.map((list) => ({ ...list, missing: list.files.filter((file) => !exists(file)) }))
}
