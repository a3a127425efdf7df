import { en } from './en.ts'
import { es } from './es.ts'
import type { Language, Messages } from './messages.ts'

export const catalogues: Readonly<Record<Language, Messages>> = { es, en }
