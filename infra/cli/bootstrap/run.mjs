// The entry of every npm script: `node infra/cli/bootstrap/run.mjs <command> [arguments]`.
// Plain JavaScript that also runs on Node 20.0. It finds a Node that can run this repository's TypeScript (or installs
// one into an ignored folder), installs missing packages, and runs the command.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages } from './install.mjs'
import { suitableNode } from './node.mjs'
import { stopWithShell } from './stop-with-shell.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const [command, ...rest] = process.argv.slice(2)
const file = join(root, 'infra', 'cli', `${command}.ts`)

if (!command || !/^[a-z-]+$/.test(command) || !existsSync(file)) {
  const names = readdirSync(join(root, 'infra', 'cli')).filter((name) => /^[a-z-]+\.ts$/.test(name))
  process.stderr.write(
    `Unknown command "${command ?? ''}". Commands: ${names.map((name) => name.slice(0, -3)).join(', ')}\n`,
  )
  process.exit(2)
}

try {
  const node = await suitableNode(root)
  await installPackages(root, node)
  await runCommand(node)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

/** Runs the command with the chosen Node; forwards signals that only this process receives, and takes over the exit code. */
function runCommand(node) {
  const path = `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`
  const flags = ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning']
  const child = spawn(node, [...flags, file, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path, APLAUSO_INVOKED_FROM: process.env.INIT_CWD ?? process.cwd() },
    cwd: root,
  })
  // A terminal's Ctrl-C also reaches the child directly, which treats signals within a second as one request. A signal
  // that only this process receives, from npm for example, reaches the child only this way.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  stopWithShell(child)
  return new Promise((done) => {
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
      done()
    })
  })
}
