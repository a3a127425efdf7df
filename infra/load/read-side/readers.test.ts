import { expect, it } from 'vitest'
import { differences } from './between-cuts.ts'
import { distinctVotes, faceOf, mostDistinctVotes } from './distinct-votes.ts'

it('no two of the cast votes look the same in the log', () => {
  const next = distinctVotes()
  const faces = new Set<string>()
  for (let count = 0; count < mostDistinctVotes; count += 1) {
    const { name, album, year, rank } = JSON.parse(next().text) as Record<'name' | 'album' | 'year' | 'rank', string>
    faces.add(faceOf({ name, album, year: Number(year), rank: Number(rank) }))
  }
  expect(faces.size).toBe(mostDistinctVotes)
})

it('votes left out and votes shown again are counted separately', () => {
  expect(differences(['a', 'b', 'b', 'c'], ['c', 'b', 'b', 'a'])).toEqual({ missing: 0, repeated: 0 })
  expect(differences(['a', 'b', 'c'], ['a', 'a', 'd'])).toEqual({ missing: 2, repeated: 2 })
})
