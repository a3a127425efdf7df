import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { root } from '../../terminal/root.ts'

const run = promisify(execFile)
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

/** It prints what to run; the other hands its options on to Locust. */
const withoutOptions = ['help', 'load:locust']

interface DocumentedCommand {
  readonly path: string
  readonly script: string
  readonly args: readonly string[]
}

/** Every call of one of our scripts in a document, within code. Options after a second `--` are another program's. */
function commandsIn(path: string): readonly DocumentedCommand[] {
  const source = readFileSync(join(root, path), 'utf8')
  const code = [...source.matchAll(/```[a-z]*\n(.*?)```|`([^`\n]+)`/gs)].map(
    ([, block, inline]) => block ?? inline ?? '',
  )
  return code.flatMap((text) =>
    [...text.replaceAll('\\\n', ' ').matchAll(/\bnpm (?:run )?([a-z:-]+)(?: -- ([^#\n,|]*))?/g)]
      .filter(([, script = '']) => script in scripts)
      .map(([, script = '', args = '']) => ({
        path,
        script,
        args:
          args
            .split(/\s--(?:\s|$)/)[0]
            ?.split(/\s+/)
            .filter(Boolean) ?? [],
      })),
  )
}

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)
const commands = documents.flatMap(commandsIn)

describe('commands in the documents', () => {
  test('are found', () => {
    expect(commands.length).toBeGreaterThan(40)
    expect(commands.filter(({ path }) => path.endsWith('FAILURES.md')).length).toBeGreaterThan(10)
  })

  test.each([...new Set(commands.map(({ script }) => script))].filter((script) => !withoutOptions.includes(script)))(
    'npm run %s has every subcommand and option that a document gives it',
    async (script) => {
      const [, ...parts] = scripts[script]?.split(' ') ?? []
      const { stdout } = await run(process.execPath, [...parts, '--help'], { cwd: root })
      const unknown = commands
        .filter((command) => command.script === script)
        .flatMap(({ path, args }) => args.filter((word) => isName(word)).map((word) => ({ path, word })))
        .filter(({ word }) => !new RegExp(`(?<![\\w-])${word.replace(/=.*/, '')}(?![\\w-])`).test(stdout))
      expect(unknown).toEqual([])
    },
    30_000,
  )
})

/** Whether a word is an option, or looks like a subcommand. */
function isName(word: string): boolean {
  return /^--?[a-z]/.test(word) || /^[a-z]+(-[a-z]+)+$/.test(word)
}
