// Installs the packages of package-lock.json where they are missing or older than the lock file.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './node.mjs'

/**
 * Runs `npm ci` unless a stamp in node_modules says that this lock file is what is installed. The packages are
 * installed with the Node that will run them: npm leaves out native parts that the Node running it cannot use.
 * @throws Error where npm fails; npm's own words stand above it.
 */
export async function installPackages(root, node) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256')
    .update(lock)
    .update(process.platform + process.arch)
    .digest('hex')
  const stamp = join(root, 'node_modules', '.aplauso-installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  process.stderr.write('Installing packages (once, and again when package-lock.json changes) …\n')
  const { status } = runNpm(node, ['ci', '--loglevel=error', '--no-audit', '--no-fund'], root)
  if (status !== 0) throw new Error('npm could not install the packages; its words are above.')
  writeFileSync(stamp, wanted)
}
