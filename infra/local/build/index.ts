import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Output, step } from '../../terminal/index.ts'
import { root } from '../../terminal/root.ts'
import { digestOf } from './digest.ts'
import { alone } from './lock.ts'
import { type Part, parts } from './parts.ts'

const buildTimeoutMs = 300_000

/**
 * Builds each part that is missing, or whose sources have changed since it was built.
 * @throws Error with the build's output
 */
export async function buildMissing(output: Output, signal?: AbortSignal): Promise<void> {
  for (const part of parts) {
    if (isBuilt(part)) continue
    await step(part.label, output, () =>
      alone(join(root, '.build', `${part.name}.lock`), buildTimeoutMs, async () => {
        // Another process may have built the part while this one waited.
        if (isBuilt(part)) return
        const digest = digestOf(root, part.sources)
        await build(part, signal)
        writeFileSync(stampOf(part), digest)
      }),
    )
  }
}

function stampOf({ name }: Part): string {
  return join(root, '.build', `${name}.built-from`)
}

function isBuilt(part: Part): boolean {
  const stamp = stampOf(part)
  if (!existsSync(stamp) || !existsSync(join(root, part.output))) return false
  return readFileSync(stamp, 'utf8') === digestOf(root, part.sources)
}

function build({ name, label }: Part, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'run.ts'), name], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: buildTimeoutMs,
      ...(signal ? { signal } : {}),
    })
    const lines: string[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => lines.push(String(chunk)))
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${label} failed:\n${lines.join('').trim()}`)),
    )
  })
}
