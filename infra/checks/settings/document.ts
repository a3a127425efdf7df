import { join } from 'node:path'
import { root } from '../../terminal/root.ts'
import { meaningsIn } from './meanings.ts'
import { others, type Section, sections } from './processes.ts'
import { rulesOf } from './rules.ts'

/** The file that `settingsDocument` is kept in. */
export const settingsFile = join(root, 'infra', 'CONFIG.md')

interface Row {
  readonly name: string
  readonly rule: string
  readonly whenAbsent: string
  readonly meaning: string
}

/** A section's variables in order. @throws Error naming one that no comment explains */
export function rowsOf({ schemas, files }: Section): readonly Row[] {
  const meanings = new Map(files.flatMap((file) => [...meaningsIn(file)]))
  return schemas.flatMap(rulesOf).map(({ name, ...rule }) => {
    const meaning = meanings.get(name)
    if (meaning === undefined) throw new Error(`${name}: no doc comment in ${files.join(', ')}`)
    return { name, ...rule, meaning }
  })
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ name, rule, whenAbsent, meaning }) =>
    [`\`${name}\``, rule, whenAbsent, meaning].map((cell) => cell.replaceAll('|', '\\|')).join(' | '),
  )
  return ['variable | type and range | absent | meaning', '--- | --- | --- | ---', ...lines]
    .map((line) => `| ${line} |\n`)
    .join('')
}

/** CONFIG.md: every environment variable of every process, from the modules that read them. */
export function settingsDocument(): string {
  const parts = sections.map((section) => `## ${section.title}\n\n${section.text}\n\n${table(rowsOf(section))}`)
  const head = `# Configuration

Every environment variable of every process. This file is generated from the modules that read them: \`npm run check -- --config\`
writes it, and a test compares. An empty variable is an absent one. A process reports every problem at once, without the values,
and exits with code 2.
`
  const rest = `## Every Node process, and commands\n\nThe stores that a command works on are chosen as above.\n\n${table(others)}`
  return [head, ...parts, rest].join('\n')
}
