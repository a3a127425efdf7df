import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { builtInContests } from '../vote/contest.ts'
import { judgeVote } from '../vote/judge.ts'
import { decodeEntry } from './decode.ts'
import { hmac, hmacKey } from './hmac.ts'
import { voteKey } from './key.ts'
import { joinRecord, recordParts } from './record.ts'

/** Texts at the contract's limit, of characters that take the most room: four bytes, or an escape in JSON. */
const longest = (codePoints: number) =>
  fc
    .array(fc.constantFrom('𝄞', '🎸', '"', '\\', 'ñ', 'x'), { minLength: codePoints, maxLength: codePoints })
    .map((characters) => characters.join(''))

test('whatever a door accepts, at the contract’s limits too, is a record under a key that it may have', async () => {
  const key = await hmacKey('secret')
  const id = 'x'.repeat(limits.idCodePoints)
  const castAt = '2026-11-25T20:15:00.123456789+14:00'
  const votes = fc.record({
    name: longest(limits.nameCodePoints),
    album: longest(limits.nameCodePoints),
    voter: longest(limits.voterCodePoints),
  })
  await fc.assert(
    fc.asyncProperty(votes, async (texts) => {
      const judgement = judgeVote({ ...texts, id, castAt, year: 2100, rank: 99.99 }, { contests: builtInContests })
      if (judgement.verdict !== 'keeps_rules') throw new Error(judgement.verdict)
      const { vote } = judgement
      const parts = recordParts(vote, { id, channel: 'edge', at: '2026-11-25T20:15:00.000Z' })
      const value = joinRecord(parts, await hmac(key, texts.voter))
      const decoded = decodeEntry({ key: await voteKey({ ...vote, id, contest: vote.contest.id }), value })
      expect(decoded.fault).toBeUndefined()
    }),
  )
})
