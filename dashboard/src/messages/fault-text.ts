import { type Fault, type Field, type FieldCode, fieldCodes, fields } from '@aplauso/proto'
import type { SendingMessages } from './sending-messages.ts'

/** A field's fault in the page's language; the edge's own message if the code is from a later version. */
export function faultText(messages: SendingMessages, { field, code, message }: Fault): string {
  const known: FieldCode | undefined = fieldCodes.find((one) => one === code)
  if (known === undefined) return message
  const ofField: Field | undefined = fields.find((one) => one === field)
  return (ofField && messages.faultsOf[ofField]?.[known]) ?? messages.faults[known]
}
