import { enSending } from './en-sending.ts'
import { esSending } from './es-sending.ts'
import type { SendingCatalogues } from './sending-messages.ts'

export const sendingCatalogues: SendingCatalogues = { es: esSending, en: enSending }
