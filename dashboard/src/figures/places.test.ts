import { expect, it } from 'vitest'
import { placed } from './places.ts'

it('bands with the same votes share a place, and the next place is skipped', () => {
  const bands = [9, 7, 7, 0, 0].map((votes, index) => ({ name: `b${index}`, votes }))
  expect(placed(bands).map(({ place }) => place)).toEqual([1, 2, 2, 4, 4])
})
