import { type Collection, MongoBulkWriteError, MongoServerError, type OptionalUnlessRequiredId } from 'mongodb'
import { StoreUnavailable } from '../ports/errors.ts'
import { duplicateKey, isDocumentRefusal, unavailable } from './fault.ts'

/** Places, in the documents that were given, of those that were not inserted. */
export interface NotInserted {
  /** something was there: another document, or the very same from an attempt before */
  readonly there: readonly number[]
  /** the server said of the document, sent alone, that it never takes such a one */
  readonly refused: readonly number[]
}

/**
 * Inserts all documents, unordered. What is there already stays. Where the server refuses a document for what it is,
 * halves are inserted until the culprits stand alone, so that no answer to many is taken for one about a single one.
 * @throws StoreUnavailable on any other error, also of the write concern: then nobody knows what is stored permanently
 */
export async function insertOrRefuse<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  documents: readonly Document[],
): Promise<NotInserted> {
  if (documents.length === 0) return { there: [], refused: [] }
  try {
    await collection.insertMany(documents as unknown as OptionalUnlessRequiredId<Document>[], { ordered: false })
    return { there: [], refused: [] }
  } catch (error) {
    const answers = answersOf(error)
    if (answers.length === 0 || !answers.every(isForeseen)) throw unavailable(error)
    if (!answers.some(isDocumentRefusal)) return { there: answers.map(({ index }) => index), refused: [] }
    return documents.length === 1 ? { there: [], refused: [0] } : insertHalves(collection, documents)
  }
}

/**
 * Inserts all documents, unordered, where none can be refused for what it is.
 * @returns the places of those that were there already
 * @throws StoreUnavailable
 */
export async function insertUnordered<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  documents: readonly Document[],
): Promise<readonly number[]> {
  const { there, refused } = await insertOrRefuse(collection, documents)
  if (refused.length > 0) {
    throw new StoreUnavailable(`archive: ${collection.collectionName} refuses a document that is not a vote`)
  }
  return there
}

async function insertHalves<Document extends { readonly _id: string }>(
  collection: Collection<Document>,
  documents: readonly Document[],
): Promise<NotInserted> {
  const middle = Math.ceil(documents.length / 2)
  const head = await insertOrRefuse(collection, documents.slice(0, middle))
  const tail = await insertOrRefuse(collection, documents.slice(middle))
  const behind = (places: readonly number[]) => places.map((place) => place + middle)
  return {
    there: [...head.there, ...behind(tail.there)],
    refused: [...head.refused, ...behind(tail.refused)],
  }
}

interface Answer {
  readonly code?: number | string
  readonly index: number
}

/** What the server said: of single documents, or of the whole request; nothing where that is not all it said. */
function answersOf(error: unknown): readonly Answer[] {
  if (error instanceof MongoBulkWriteError) {
    return error.result.getWriteConcernError() ? [] : [error.writeErrors].flat()
  }
  return error instanceof MongoServerError && isDocumentRefusal(error) ? [{ code: error.code ?? 0, index: 0 }] : []
}

function isForeseen({ code }: Answer): boolean {
  return code === duplicateKey || isDocumentRefusal({ code })
}
