// Prints every banned phrase, and exits with 1 if there is one.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../terminal/root.ts'
import { type BannedPhrase, bannedPhrases } from './banned-phrases.ts'

const ownTest = 'infra/checks/lint/banned-phrases.test.ts'

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
}).split('\n')
const files = tracked.filter(
  (path) =>
    /\.(ts|mjs|svelte|py|md)$/.test(path) &&
    !/(^|\/)(gen|samples)\//.test(path) &&
    path !== ownTest &&
    existsSync(join(root, path)),
)
const found: BannedPhrase[] = files.flatMap((path) => bannedPhrases(path, readFileSync(join(root, path), 'utf8')))
for (const { path, line, phrase } of found) console.error(`${path}:${line}: write "${phrase}" differently`)
process.exit(found.length > 0 ? 1 : 0)
