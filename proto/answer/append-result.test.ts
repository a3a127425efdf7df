import { expect, test } from 'vitest'
import { appendFailureCodes, appendResults, batchFailureCode } from './append-result.ts'

test('each result of append is as the relay’s answer spells it', () => {
  expect([...appendResults]).toEqual(['accepted', 'full', 'refused', 'unavailable'])
})

test('a record that the log refuses is our fault in the answer to one vote, and may be sent again in a batch', () => {
  expect(appendFailureCodes).toEqual({ full: 'full', refused: 'internal', unavailable: 'unavailable' })
  expect(Object.values(appendFailureCodes).map(batchFailureCode)).toEqual(['full', 'unavailable', 'unavailable'])
})
