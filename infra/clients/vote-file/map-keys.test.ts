import { expect, test } from 'vitest'
import { mapKeys, readKeyMap, requireFieldNames, suggestKeyMap, writeKeyMap } from './map-keys.ts'

test('keys are renamed as the mapping says; the others stay', () => {
  const map = readKeyMap('Name=name, Puntaje = rank')
  expect(mapKeys({ Name: 'A', Puntaje: 9, album: 'B', name: 'old' }, map)).toEqual({ album: 'B', name: 'A', rank: 9 })
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

test.each([
  [['Name', 'ALBUM', 'year', 'CastAt'], 'Name=name,ALBUM=album,CastAt=castAt'],
  [['Artista', 'Álbum', 'Año', 'Puntaje'], 'Artista=name,Álbum=album,Año=year,Puntaje=rank'],
  [
    ['Band name', 'album_title', 'released', 'score', 'ID'],
    '"Band name=name,album_title=album,released=year,score=rank,ID=id"',
  ],
  [['name', 'Name', 'title', 'album', 'stage', 'voter name'], ''],
])('of the keys %j the mapping "%s" is suggested', (keys, mapping) => {
  expect(writeKeyMap(suggestKeyMap(keys))).toBe(mapping)
})

test('a file whose keys are not the fields’ names is refused with the keys found and the mapping to try', () => {
  const required =
    (keys: readonly string[], map = '') =>
    () =>
      requireFieldNames(keys, map === '' ? new Map() : readKeyMap(map), 'votes.csv')
  expect(required(['name', 'stage'])).not.toThrow()
  expect(required(['artist', 'album', 'year', 'rank'], 'artist=name')).not.toThrow()
  expect(required(['artist', 'album', 'year', 'ranked'], 'artist=name,Rank=rank')).toThrow(
    'votes.csv has the keys artist, album, year, ranked: name its fields with --map artist=name,ranked=rank',
  )
  expect(required(['a', 'b'])).toThrow(
    'votes.csv has the keys a, b, none of which is a field of a vote: name its fields with ' +
      '--map KEY=name,KEY=album,KEY=year,KEY=rank',
  )
  expect(required(Array.from({ length: 20 }, (_, at) => `k${at}`))).toThrow(/ k10, k11, …, none of/)
})
