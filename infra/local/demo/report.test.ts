import { expect, test } from 'vitest'
import { reportOf } from './report.ts'

const engines = { log: 'SQLite 3', archive: 'SQLite 3', tally: 'SQLite 3' }
const doors = {
  edge: { sent: 6, accepted: 5, refused: 1, failed: 0 },
  grpc: { sent: 5, accepted: 5, refused: 0, failed: 0 },
}
const agreeing = { archive: 8, duplicates: 2, unparsable: 0, dead: 0, tally: 8, counted: 8 }

test('the report has exactly the promised members', () => {
  expect(reportOf(engines, doors, agreeing, 1.234)).toEqual({
    engines,
    doors,
    duplicates: 2,
    counted: 8,
    archive: 8,
    tally: 8,
    seconds: 1.2,
    ok: true,
  })
})

test.each([
  ['counted', { counted: 7 }],
  ['the archive', { archive: 9 }],
  ['the tally', { tally: null }],
  ['duplicates', { duplicates: 1 }],
])('it is not ok if %s disagrees', (_, wrong) => {
  expect(reportOf(engines, doors, { ...agreeing, ...wrong }, 1).ok).toBe(false)
})
