// Installs the packages of package-lock.json if they are missing or older than the lock file.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './node.mjs'

/**
 * Runs `npm ci`, unless a stamp in node_modules says that this lock file is installed. It uses the Node that will run the
 * packages, since npm omits native parts that its own Node cannot use.
 * @throws Error if npm fails; npm's output precedes it
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
  if (status !== 0) throw new Error('npm could not install the packages; see its output above.')
  writeFileSync(stamp, wanted)
}
