import { expect, test } from 'vitest'
import { findJsonFault } from './json-fault.ts'

const found = (source: string) => {
  const { line, column, reason } = findJsonFault(source)
  return `${line}:${column} ${reason}`
}

test.each([
  ['[1,]', '1:3 a comma before "]"'],
  ['{"a":1 ,\n}', '1:8 a comma before "}"'],
  ['[,1]', '1:2 unexpected ","'],
  ['[1 2]', '1:4 unexpected "2"'],
  ['{"a" 1}', '1:6 unexpected "1"'],
  ['{a:1}', '1:2 unexpected "a"'],
  ['{"a":}', '1:6 unexpected "}"'],
  ['{"a":1]', '1:7 unexpected "]"'],
  ['{"a":"b" "c":1}', '1:10 unexpected string'],
  ["{'a':1}", '1:2 unexpected "\'"'],
  ['[NaN]', '1:2 unexpected "N"'],
  ['[01]', '1:3 unexpected "1"'],
  ['["é😀" x]', '1:7 unexpected "x"'],
  ['["a\nb"]', '1:2 a string is broken or never closed'],
  ['["\\x"]', '1:2 a string is broken or never closed'],
  ['[1,\n 2', '2:3 it ends too early'],
  ['[1] x', '1:5 unexpected "x"'],
  ['', '1:1 it ends too early'],
])('the fault of %j is %s', (source, fault) => {
  expect(found(source)).toBe(fault)
})
