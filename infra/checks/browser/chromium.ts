import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const usualFolders = ['/usr/bin', '/usr/local/bin', '/snap/bin']

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  // Containers have little shared memory.
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Finds the system's Chromium: the one that `CHROMIUM_PATH` names, else an installed one.
 * @returns undefined if there is none
 */
export function findChromium(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = environment.CHROMIUM_PATH
  if (named) return existsSync(named) ? named : undefined
  const folders = [...(environment.PATH ?? '').split(delimiter), ...usualFolders]
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path))
}

/** The reason to give if there is none. */
export const noChromium = 'no Chromium here (install the package chromium, or name one in CHROMIUM_PATH)'

/** Starts Chromium without a window, with a profile of its own. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: flags, timeout: 30_000 })
}
