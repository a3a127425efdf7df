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

/** Runs `work`; whatever it throws becomes StoreUnavailable with one short line. */
export async function asking<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    throw unavailable(error)
  }
}

export function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error
  const message = error instanceof Error ? error.message : String(error)
  return new StoreUnavailable(`archive: ${message.split('\n')[0]?.slice(0, messageLength)}`, { cause: error })
}
