import { dirname, resolve } from 'node:path'

/** The repository's root folder. */
export const root = dirname(dirname(import.meta.dirname))

/** The absolute path of one that a person named from where they are: npm runs commands in the root folder. */
export function fromHere(path: string): string {
  return resolve(process.env.APLAUSO_INVOKED_FROM ?? process.cwd(), path)
}
