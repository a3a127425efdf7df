import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What a data folder may hold; anything else in it shows that it is another folder. */
const ours = ['stores', 'edge', 'logs', 'secrets.json', 'running.json', 'samples-unfinished']

/**
 * Empties a data folder, but for the note of who runs on it.
 * @throws Error where something is in it that Aplauso did not put there: nothing is removed then
 */
export function emptyFolder(folder: string): void {
  const names = readdirSync(folder)
  const strange = names.filter((name) => !ours.includes(name))
  if (strange.length > 0)
    throw new Error(`${folder} holds what Aplauso did not put there (${strange.join(', ')}); it is not emptied.`)
  for (const name of names) if (name !== 'running.json') rmSync(join(folder, name), { recursive: true, force: true })
}
