import { expect, it } from 'vitest'
import { choicesOf } from './choices.ts'

it('offers bands and their albums by name, not by votes', () => {
  const bands = ['Ópera', 'Zeta', 'ana', 'Band 10', 'Band 9'].map((name, index) => ({ name, votes: 9 - index }))
  const albums = ['Dos', 'Árbol'].map((title) => ({ band: 'ana', title, votes: 1, mean: null, ranks: [] }))
  const choices = choicesOf({ bands, albums }, 'es')
  expect(choices.bands).toEqual(['ana', 'Band 9', 'Band 10', 'Ópera', 'Zeta'])
  expect(choices.albums.get('ana')).toEqual(['Árbol', 'Dos'])
})
