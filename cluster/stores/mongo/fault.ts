import { MongoServerError } from 'mongodb'
import { StoreUnavailable } from '../ports/errors.ts'

export const duplicateKey = 11_000

const authenticationFailed = 18
const unauthorized = 13
const messageLength = 300

/** Whether the server refuses the credentials, or does not allow them what is needed: waiting does not mend that. */
export function isRefusal(error: unknown): boolean {
  return error instanceof MongoServerError && (error.code === authenticationFailed || error.code === unauthorized)
}

/** Whatever was thrown as StoreUnavailable, with one short line. */
export function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error
  const message = error instanceof Error ? error.message : String(error)
  return new StoreUnavailable(`archive: ${message.split('\n')[0]?.slice(0, messageLength)}`, { cause: error })
}
