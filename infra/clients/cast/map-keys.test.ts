import { expect, test } from 'vitest'
import { mapKeys, readKeyMap, suggestKeyMap, writeKeyMap } from './map-keys.ts'

const line = (vote: object) => ({ number: 3, text: JSON.stringify(vote) })

test('keys are renamed as the mapping says; the others stay', () => {
  const map = readKeyMap('Name=name, Puntaje = rank')
  expect(mapKeys(line({ Name: 'A', Puntaje: 9, album: 'B', name: 'old' }), map)).toEqual(
    line({ album: 'B', name: 'A', rank: 9 }),
  )
})

test('anything but a JSON object stays as it is', () => {
  const broken = { number: 3, text: '{"Name":' }
  expect(mapKeys(broken, readKeyMap('Name=name'))).toBe(broken)
})

test.each([
  ['Name', '"Name" must be such as Name=name'],
  ['=name', '"=name" must be such as Name=name'],
  ['Name=nombre', '"Name=nombre": there is no field "nombre"'],
  ['Name=name,NAME=name', '"NAME=name": given twice'],
  ['Name=name,Name=album', '"Name=album": given twice'],
])('the mapping %s is refused', (text, message) => {
  expect(() => readKeyMap(text)).toThrow(message)
})

test('a mapping is suggested for keys that differ only in case', () => {
  expect(writeKeyMap(suggestKeyMap(line({ Name: 'A', ALBUM: 'B', year: 1989, CastAt: '' })))).toBe(
    'Name=name,ALBUM=album,CastAt=castAt',
  )
  expect(suggestKeyMap(line({ name: 'A', Name: 'B', stage: 1 })).size).toBe(0)
})
