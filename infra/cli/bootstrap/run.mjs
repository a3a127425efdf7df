// The one door of every npm script: `node infra/cli/bootstrap/run.mjs <command> [arguments]`.
// Plain JavaScript that also runs on Node 20.0. It finds a Node that can run this repository's TypeScript
// (or brings one into an ignored folder), installs the packages where they are missing, and hands over.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages } from './install.mjs'
import { suitableNode } from './node.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const [command, ...rest] = process.argv.slice(2)
const file = join(root, 'infra', 'cli', `${command}.ts`)

if (!command || !/^[a-z-]+$/.test(command) || !existsSync(file)) {
  const names = readdirSync(join(root, 'infra', 'cli')).filter((name) => /^[a-z-]+\.ts$/.test(name))
  process.stderr.write(
    `There is no command "${command ?? ''}". Commands: ${names.map((name) => name.slice(0, -3)).join(', ')}\n`,
  )
  process.exit(2)
}

try {
  const node = await suitableNode(root)
  await installPackages(root, node)
  await handOver(node)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

/** Runs the command with the Node found; signals sent to this process alone are passed on, exit codes come back. */
function handOver(node) {
  const path = `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`
  const flags = ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning']
  const child = spawn(node, [...flags, file, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path, APLAUSO_INVOKED_FROM: process.env.INIT_CWD ?? process.cwd() },
    cwd: root,
  })
  // A terminal's Ctrl-C reaches the child by itself too: it takes signals within a second for one request. A signal
  // sent to this process alone, by npm say, reaches it only so.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  stopWithShell(child)
  return new Promise((done) => {
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
      done()
    })
  })
}

/** npm gives its signals to the shell between it and us, which ends without passing them on: then it is for us to stop. */
function stopWithShell(child) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const shell = process.ppid
  setInterval(() => {
    if (process.ppid !== shell) child.kill('SIGTERM')
  }, 500).unref()
}
