import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { findPython } from '../../clients/python/python.ts'
import { withIngest } from '../../local/with-ingest.ts'
import { root } from '../../terminal/root.ts'

const run = promisify(execFile)
const python = await findPython()

/** The README's call in a language, with another address. */
function call(language: string, address: string): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, 's').exec(readme) ?? []
  if (!code?.includes('127.0.0.1:4802')) throw new Error(`the README has no call in ${language}`)
  return code.replaceAll('127.0.0.1:4802', address)
}

const accepted = /id: ?['"][0-9a-f-]{36}['"].*contest: ?['"]default['"]/s

test(
  'the README’s call from TypeScript casts a vote',
  () =>
    withIngest({}, async (address) => {
      // Inside the repository, so that imports find its packages.
      const folder = mkdtempSync(join(root, 'infra', 'readme-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const file = join(folder, 'call.ts')
      writeFileSync(file, call('ts', address))
      const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', file], { cwd: root })
      expect(stdout).toMatch(accepted)
    }),
  30_000,
)

test.skipIf('missing' in python)(
  `the README’s call from Python casts a vote${'missing' in python ? ` (skipped: ${python.missing})` : ''}`,
  () =>
    withIngest({}, async (address) => {
      if ('missing' in python) return
      const { stdout } = await run(python.command, ['-c', call('python', address)], { cwd: root })
      expect(stdout).toMatch(accepted)
    }),
  30_000,
)
