import { type Collection, MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { RowsRefused, StoreUnavailable } from '../ports/errors.ts'
import { insertUnordered } from './insert.ts'

interface Row {
  readonly _id: string
}
const rows = [{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }]

function inserting(error?: unknown) {
  const collection = {
    insertMany: async () => {
      if (error) throw error
    },
  } as unknown as Collection<Row>
  return insertUnordered(collection, rows)
}

function bulkError(codes: readonly (readonly [code: number, index: number])[], writeConcernError?: object) {
  const writeErrors = codes.map(([code, index]) => ({ code, index }))
  const result = { getWriteConcernError: () => writeConcernError }
  return Object.assign(Object.create(MongoBulkWriteError.prototype), { writeErrors, result })
}

describe('inserting unordered', () => {
  it('tells which were there already', async () => {
    expect(await inserting()).toEqual([])
    expect(await inserting(bulkError([[11_000, 1]]))).toEqual([1])
  })

  it.each([
    ['the connection broke', new MongoNetworkError('gone')],
    ['the server failed', new MongoServerError({ code: 6 })],
    [
      'one of several errors is no duplicate',
      bulkError([
        [11_000, 0],
        [64, 1],
      ]),
    ],
    ['a duplicate came with an error of the write concern', bulkError([[11_000, 0]], { code: 64 })],
    ['only the write concern failed', bulkError([], { code: 64 })],
  ])('decides nothing when %s', async (_, error) => {
    await expect(inserting(error)).rejects.toThrow(StoreUnavailable)
  })

  it('names the rows that the server will never take', async () => {
    const failure = await inserting(
      bulkError([
        [11_000, 0],
        [121, 2],
      ]),
    ).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(RowsRefused)
    expect(failure instanceof RowsRefused && [...failure.keys]).toEqual(['c'])
  })
})
