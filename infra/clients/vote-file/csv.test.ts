import { expect, test } from 'vitest'
import { csvVotes } from './csv.ts'

const votes = (text: string) =>
  csvVotes(text, 'votes.csv').votes.map(({ number, text: vote }) => [number, JSON.parse(vote)])

test('the head line names the fields, every value is text, an empty cell is an absent field', () => {
  expect(votes('name,album,year,rank\nAlux Nahual,La Trampa,1989,9.50\n\nGaby Moreno,,2014,1st')).toEqual([
    [2, { name: 'Alux Nahual', album: 'La Trampa', year: '1989', rank: '9.50' }],
    [4, { name: 'Gaby Moreno', year: '2014', rank: '1st' }],
  ])
})

test('quoted cells hold separators, quotes and line ends; a vote has the line on which it begins', () => {
  expect(votes('name,album\n"A, ""B""","two\nlines"\nC,D\n')).toEqual([
    [2, { name: 'A, "B"', album: 'two\nlines' }],
    [4, { name: 'C', album: 'D' }],
  ])
})

test.each([';', '\t'])('the separator may be %j', (separator) => {
  expect(votes(`name${separator}rank\nA, B${separator}9\n`)).toEqual([[2, { name: 'A, B', rank: '9' }]])
})

test('errors name the line of a row with too few cells, and of a wrong quote', () => {
  expect(() => votes('name,album\nA,B\nC\n')).toThrow('votes.csv, line 3: 1 cells; the head line has 2')
  expect(() => votes('name,album\nA,B\n"C,D\nE,F')).toThrow('votes.csv, line 3: a quote is opened and never closed')
  expect(() => votes('name,album\n"A"B,C\n')).toThrow('votes.csv, line 2: a cell goes on after its closing quote')
})

test.each([',', ';', '|', '\t'])('the first line may name the separator: sep=%s', (separator) => {
  expect(votes(`sep=${separator}\nname${separator}rank\nA${separator}9\n`)).toEqual([[3, { name: 'A', rank: '9' }]])
})

test('a decimal comma is possible unless commas separate the cells', () => {
  expect(csvVotes('name;rank\n', '').decimalComma).toBe(true)
  expect(csvVotes('name,rank\n', '').decimalComma).toBe(false)
})

test('an empty file and a head line alone hold no votes', () => {
  expect(votes('')).toEqual([])
  expect(votes('name,album\n')).toEqual([])
})
