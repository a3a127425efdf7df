import type { ConsoleCatalogues } from './console-messages.ts'
import { enConsole } from './en-console.ts'
import { esConsole } from './es-console.ts'

export const consoleCatalogues: ConsoleCatalogues = { es: esConsole, en: enConsole }
