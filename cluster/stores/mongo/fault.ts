import { messageOf } from '@aplauso/process/portable'
import { MongoServerError } from 'mongodb'
import { StoreUnavailable } from '../ports/errors.ts'

export const duplicateKey = 11_000

const authenticationFailed = 18
const unauthorized = 13
/** DocumentValidationFailure and BSONObjectTooLarge: the only errors that speak of the document itself. */
const documentRefusals: readonly unknown[] = [121, 10_334]
const messageLength = 300

/** Whether the server refuses the credentials, or does not allow them what is needed: waiting does not cure that. */
export function isRefusal(error: unknown): boolean {
  return error instanceof MongoServerError && (error.code === authenticationFailed || error.code === unauthorized)
}

/**
 * Whether the server refuses a document for what it is. The list is closed: whatever else a server says (full, read-only,
 * not primary, not allowed, a code of tomorrow) speaks of the server, and decides nothing about a vote.
 */
export function isDocumentRefusal({ code }: { readonly code?: unknown }): boolean {
  return documentRefusals.includes(code)
}

/** Whatever was thrown as StoreUnavailable, with one short line. */
export function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error
  const message = messageOf(error)
  return new StoreUnavailable(`archive: ${message.split('\n')[0]?.slice(0, messageLength)}`, { cause: error })
}
