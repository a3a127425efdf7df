import { dirname } from 'node:path'

/** The repository's root folder. */
export const root = dirname(dirname(import.meta.dirname))
