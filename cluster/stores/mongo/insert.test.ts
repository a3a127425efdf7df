import { type Collection, MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../ports/errors.ts'
import { insertOrRefuse, insertUnordered } from './insert.ts'

interface Row {
  readonly _id: string
}
type Insert = (ids: readonly string[]) => unknown
const rows = [...'abcdefg'].map((_id) => ({ _id }))

/** A collection whose server answers as `insert` says: with what it throws, or not at all. */
function collectionOf(insert: Insert) {
  const requests: string[] = []
  const collection = {
    collectionName: 'rows',
    insertMany: async (documents: readonly Row[]) => {
      const ids = documents.map(({ _id }) => _id)
      requests.push(ids.join(''))
      const error = insert(ids)
      if (error) throw error
    },
  } as unknown as Collection<Row>
  return { collection, requests }
}

function bulkError(codes: readonly (readonly [code: number, index: number])[], writeConcernError?: object) {
  const writeErrors = codes.map(([code, index]) => ({ code, index }))
  const result = { getWriteConcernError: () => writeConcernError }
  return Object.assign(Object.create(MongoBulkWriteError.prototype), { writeErrors, result })
}

/** An error with the code for each of these documents that is in the request. */
const errorsFor =
  (codes: Readonly<Record<string, number>>): Insert =>
  (ids) => {
    const errors = ids.flatMap((id, index) => (codes[id] ? [[codes[id], index] as const] : []))
    return errors.length > 0 ? bulkError(errors) : undefined
  }

describe('inserting unordered', () => {
  it('names those that were there already', async () => {
    expect(await insertUnordered(collectionOf(() => undefined).collection, rows)).toEqual([])
    expect(await insertUnordered(collectionOf(errorsFor({ b: 11_000, g: 11_000 })).collection, rows)).toEqual([1, 6])
  })

  it('finds the documents that the server never takes, by halves, and inserts the others', async () => {
    for (const code of [121, 10_334]) {
      const { collection, requests } = collectionOf(errorsFor({ a: 11_000, c: code, g: code }))
      expect(await insertOrRefuse(collection, rows)).toEqual({ there: [0], refused: [2, 6] })
      expect(requests).toContain('c')
      expect(requests).toContain('g')
    }
  })

  it('finds them also where the server refuses the whole request for one', async () => {
    const tooLarge = new MongoServerError({ code: 10_334 })
    const { collection } = collectionOf((ids) => (ids.includes('d') ? tooLarge : undefined))
    expect(await insertOrRefuse(collection, rows)).toEqual({ there: [], refused: [3] })
  })

  it('is unavailable where a collection that holds no votes refuses a document', async () => {
    const { collection } = collectionOf(errorsFor({ c: 121 }))
    await expect(insertUnordered(collection, rows)).rejects.toThrow(StoreUnavailable)
  })

  const undecided: readonly (readonly [string, unknown])[] = [
    ['the connection broke', new MongoNetworkError('gone')],
    ['the server failed', new MongoServerError({ code: 6 })],
    ['the primary has changed', new MongoServerError({ code: 10_107 })],
    ['the user may not write', new MongoServerError({ code: 13 })],
    ['the disk is full', new MongoServerError({ code: 14_031 })],
    ['the code is unknown', new MongoServerError({ code: 999_999 })],
    ['the only error is not about the document', bulkError([[14_031, 0]])],
    [
      'one of several errors is not a duplicate',
      bulkError([
        [11_000, 0],
        [64, 1],
      ]),
    ],
    [
      'a refusal came with another error',
      bulkError([
        [121, 0],
        [14_031, 1],
      ]),
    ],
    ['a duplicate came with an error of the write concern', bulkError([[11_000, 0]], { code: 64 })],
    ['a refusal came with an error of the write concern', bulkError([[121, 0]], { code: 64 })],
    ['only the write concern failed', bulkError([], { code: 64 })],
  ]
  it.each(undecided)('decides nothing when %s, whatever the number of documents', async (_, error) => {
    for (const some of [rows, rows.slice(0, 1)]) {
      const { collection, requests } = collectionOf(() => error)
      await expect(insertOrRefuse(collection, some)).rejects.toThrow(StoreUnavailable)
      expect(requests).toHaveLength(1)
    }
  })
})
