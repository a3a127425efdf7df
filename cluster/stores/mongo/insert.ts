import { type Collection, MongoBulkWriteError, type OptionalUnlessRequiredId } from 'mongodb'
import { RowsRefused } from '../ports/errors.ts'
import { duplicateKey, unavailable } from './fault.ts'

/** Errors by which the server says that it will never take a document: its validation failed, it is too large. */
const refusals = [121, 10_334]

/**
 * Inserts all documents, unordered. What is there already stays.
 * @returns the places, in `documents`, of those that were not inserted because something was there: another document, or
 *   the very same from an attempt before
 * @throws RowsRefused where the server will never take some; StoreUnavailable on any other error, also of the write
 *   concern: then nobody knows what is stored for good
 */
export async function insertUnordered<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  documents: readonly Document[],
): Promise<readonly number[]> {
  if (documents.length === 0) return []
  try {
    await collection.insertMany(documents as unknown as OptionalUnlessRequiredId<Document>[], { ordered: false })
    return []
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) throw unavailable(error)
    const writeErrors = [error.writeErrors].flat()
    const refused = writeErrors.filter(({ code }) => refusals.includes(code))
    if (refused.length > 0) {
      throw new RowsRefused(
        refused.flatMap(({ index }) => documents[index]?._id ?? []),
        { cause: error },
      )
    }
    if (writeErrors.length === 0 || writeErrors.some(({ code }) => code !== duplicateKey)) throw unavailable(error)
    return writeErrors.map(({ index }) => index)
  }
}
