import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { voteKey } from './key.ts'

const vote = { contest: 'default', id: 'vote-1', name: 'Trébol', album: 'B', year: 1987, rank: 8.5 }

test('a key is kind, contest, id and payload digest, joined by U+001F', async () => {
  const digest = createHash('sha256').update('["Trébol","B",1987,8.5]').digest('base64url')
  expect(await voteKey(vote)).toBe(`u\u001fdefault\u001fvote-1\u001f${digest}`)
})

test('the same vote again has the same key, whatever else its record says', async () => {
  const again = { ...vote, channel: 'edge', at: 'later', castAt: 'x', rules: 7 }
  expect(await voteKey(again)).toBe(await voteKey(vote))
})

test('another contest, id or payload is another key', async () => {
  const others = [
    { contest: 'other' },
    { id: 'vote-2' },
    { name: 'TrébolB', album: '' },
    { album: 'Trébol', name: 'B' },
    { year: 1988 },
    { rank: 8.51 },
  ]
  const keys = await Promise.all([vote, ...others.map((other) => ({ ...vote, ...other }))].map(voteKey))
  expect(new Set(keys).size).toBe(others.length + 1)
})

test('texts cannot be shifted between name and album', async () => {
  const text = fc.string({ unit: 'grapheme' })
  await fc.assert(
    fc.asyncProperty(text, text, text, text, async (name, album, otherName, otherAlbum) => {
      const same = name === otherName && album === otherAlbum
      const [one, other] = [
        await voteKey({ ...vote, name, album }),
        await voteKey({ ...vote, name: otherName, album: otherAlbum }),
      ]
      expect(one === other).toBe(same)
    }),
  )
})
