import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What a data folder may hold; anything else means that it is another folder. */
const ours = ['stores', 'edge', 'logs', 'secrets.json', 'running.json', 'samples-unfinished']

/**
 * Empties a data folder, except for the note of which process uses it.
 * @throws Error if the folder holds anything that Aplauso did not create; nothing is removed then
 */
export function emptyFolder(folder: string): void {
  const names = readdirSync(folder)
  const strange = names.filter((name) => !ours.includes(name))
  if (strange.length > 0)
    throw new Error(`${folder} holds files that Aplauso did not create (${strange.join(', ')}), so it is not emptied.`)
  for (const name of names) if (name !== 'running.json') rmSync(join(folder, name), { recursive: true, force: true })
}
