import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultContest } from '../vote/contest.ts'
import { decodeRecord } from './decode.ts'
import { voteKey } from './key.ts'
import { joinRecord, parseHead, recordParts } from './record.ts'

const door = { id: 'vote-1', channel: 'edge', at: '2026-11-25T20:15:00.000Z' } as const
const vote = { contest: defaultContest, name: 'Trébol "A"', album: 'B', year: 1987, rank: 8.65 }

test('a record’s fields stand in the contract’s order', () => {
  const full = joinRecord(recordParts({ ...vote, voter: 'raw', castAt: '2026-11-25T20:14:59-06:00' }, door), 'hash')
  expect(full).toBe(
    '{"v":1,"contest":"default","id":"vote-1","name":"Trébol \\"A\\"","album":"B","year":1987,"rank":8.65,' +
      '"voter":"hash","castAt":"2026-11-25T20:14:59-06:00","rules":1,"channel":"edge","at":"2026-11-25T20:15:00.000Z"}',
  )
  expect(joinRecord(recordParts(vote, door))).toBe(
    '{"v":1,"contest":"default","id":"vote-1","name":"Trébol \\"A\\"","album":"B","year":1987,"rank":8.65,' +
      '"rules":1,"channel":"edge","at":"2026-11-25T20:15:00.000Z"}',
  )
})

test('the caller’s own text of the voter is in no record', () => {
  expect(joinRecord(recordParts({ ...vote, voter: 'someone' }, door), 'hash')).not.toContain('someone')
  expect(joinRecord(recordParts({ ...vote, voter: 'someone' }, door))).not.toContain('someone')
})

test('a head has what the vote key is made of', async () => {
  const parts = recordParts({ ...vote, voter: 'someone' }, door)
  expect(await voteKey(parseHead(parts[0]))).toBe(await voteKey(JSON.parse(joinRecord(parts, 'hash'))))
})

test('a record read back is what was written', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 })
  fc.assert(
    fc.property(text, text, fc.boolean(), (name, album, hasVoter) => {
      const hash = hasVoter ? 'aB3_-' : undefined
      const { record, fault } = decodeRecord(joinRecord(recordParts({ ...vote, name, album }, door), hash))
      expect(fault).toBeUndefined()
      expect(record).toEqual({
        v: 1,
        contest: 'default',
        ...door,
        name,
        album,
        year: 1987,
        rank: 8.65,
        rules: 1,
        ...(hash === undefined ? {} : { voter: hash }),
      })
    }),
  )
})
