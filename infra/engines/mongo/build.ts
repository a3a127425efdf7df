import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GoProgram } from '../go-program.ts'

/** FerretDB, which replaces `mongod` where that is not installed. */
export const ferret: GoProgram = {
  name: 'ferretdb',
  source: join(dirname(dirname(fileURLToPath(import.meta.url))), 'ferretdb'),
  tags: ['ferretdb_no_postgresql'],
  announcement: 'mongo: building FerretDB with Go (once, a minute or two)',
}
