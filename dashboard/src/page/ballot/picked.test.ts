import { expect, it } from 'vitest'
import { picked, textOf } from './picked.ts'

it.each([
  ['Ana', ['Ana', 'Bea'], { chosen: 'Ana', isOther: false, written: '' }],
  ['Cora', ['Ana', 'Bea'], { chosen: null, isOther: true, written: 'Cora' }],
  ['', ['Ana'], { chosen: null, isOther: false, written: '' }],
])('a choice made from "%s" gives it back', (text, options, choice) => {
  expect(picked(text, options)).toEqual(choice)
  expect(textOf(picked(text, options), options)).toBe(text)
})

it('without options a choice is what is written', () => {
  expect(textOf({ chosen: 'Ana', isOther: false, written: 'Bea' }, [])).toBe('Bea')
})
