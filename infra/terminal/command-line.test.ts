import { expect, test } from 'vitest'
import { oneOf, readOptions, wholeNumber } from './command-line.ts'

test.each([
  ['--frehs', `. Did you mean "--fresh"?`],
  ['--no-vote', `. Did you mean "--no-votes"?`],
  ['--fre', `. Did you mean "--fresh"?`],
])('a mistyped option %s brings the one that was meant', (given, hint) => {
  const read = () => readOptions([given], { fresh: { type: 'boolean' }, 'no-votes': { type: 'boolean' } })
  expect(read).toThrow(`Unknown option '${given}'${hint}`)
})

test('an option that is like no other brings no guess', () => {
  expect(() => readOptions(['--xyz'], { fresh: { type: 'boolean' } })).toThrow(/^Unknown option '--xyz'$/)
})

test('a choice is returned; another word is refused with the choices and the nearest', () => {
  expect(oneOf('--fault', 'kill', ['roll', 'kill', 'freeze'])).toBe('kill')
  expect(() => oneOf('--fault', 'kil', ['roll', 'kill', 'freeze'])).toThrow(
    '--fault must be roll, kill or freeze, not "kil". Did you mean "kill"?',
  )
  expect(() => oneOf('--fault', 'explode', ['roll', 'kill'])).toThrow(/not "explode"$/)
})

test.each(['0', '1.5', '-1', '01', '', '12345678'])('%j is not a whole number from 1', (text) => {
  expect(() => wholeNumber('votes', text)).toThrow('--votes must be a whole number')
})
