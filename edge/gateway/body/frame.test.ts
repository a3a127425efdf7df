import { expect, it } from 'vitest'
import { frameBody } from './frame.ts'

const frame = (text: string, media: 'json' | 'ndjson' | undefined) => frameBody(new TextEncoder().encode(text), media)

it('a body of another type is not made text', () => {
  expect(frame('x=1', undefined)).toEqual({ body: '', bodyBytes: 3 })
})

it('what is nested too deeply does not reach the app', () => {
  expect(frame('['.repeat(33), 'json')).toEqual({ body: '', bodyBytes: 33, bodyFault: 'malformed' })
  expect(frame(`1\n${'['.repeat(33)}\n2`, 'ndjson')).toEqual({
    body: '1\n\n2',
    bodyBytes: 37,
    lineFaults: { 1: 'malformed' },
  })
})

it('a million votes do not reach the app', () => {
  expect(frame(`[${'1,'.repeat(500_000)}1]`, 'json')).toMatchObject({ body: '', bodyFault: 'too_large' })
  expect(frame('1\n'.repeat(500_000), 'ndjson')).toMatchObject({ body: '', bodyFault: 'too_large' })
})

it('an object may have many members', () => {
  const text = `{${'"a":1,'.repeat(1_100)}"b":2}`
  expect(frame(text, 'json')).toEqual({ body: text, bodyBytes: text.length })
})

it('a byte order mark is dropped where it is the body’s first character, and only there', () => {
  expect(frame('\ufeff1', 'json')).toEqual({ body: '1', bodyBytes: 4 })
  expect(frame('\ufeff\ufeff1', 'json').body).toBe('\ufeff1')
  expect(frame(' \ufeff1', 'json').body).toBe(' \ufeff1')
  expect(frame('\ufeff1\n\ufeff2', 'ndjson').body).toBe('1\n\ufeff2')
  expect(frame('\n\ufeff1', 'ndjson').body).toBe('\ufeff1')
  expect(frame('\ufeff \n1', 'ndjson').body).toBe('1')
  expect(frame('\ufeff', 'ndjson').body).toBe('')
})

it('a byte order mark is not part of its line', () => {
  const line = `"${'x'.repeat(8_190)}"`
  expect(frame(`\ufeff${line}`, 'ndjson')).toEqual({ body: line, bodyBytes: 8_195 })
})

it('lines are numbered without the blank ones', () => {
  const long = `"${'x'.repeat(8_191)}"`
  expect(frame(`\n1\n \t\r\n${long}\n2\n`, 'ndjson')).toMatchObject({ body: '1\n\n2', lineFaults: { 1: 'too_large' } })
})
