import { expect, test } from 'vitest'
import { addressOf, targetOf } from './target.ts'

test.each([
  ['/a/b?x=1&y=?2', '/a/b', 'x=1&y=?2'],
  ['/%2e%2e//a', '/%2e%2e//a', ''],
  ['http://votes.example', '/', ''],
  ['https://votes.example?x', '/', 'x'],
  ['HTTP://[/vote?x', '/vote', 'x'],
  ['http://a b:port/vote', '/vote', ''],
  ['http:///vote', '/vote', ''],
  ['http://votes.example/vote#part?', '/vote', ''],
  ['http://votes.example*', '/', ''],
  ['*', '*', ''],
  ['', '/', ''],
])('the target of %j is %j with the query %j', (url, path, query) => {
  expect(targetOf(url)).toEqual({ path, query })
})

test.each([
  ['/vote', '/vote'],
  ['/vote/', '/vote'],
  ['/vote//', '/vote/'],
  ['/', '/'],
  ['//', '/'],
  ['', ''],
])('the address of the path %j is %j', (path, address) => {
  expect(addressOf(path)).toBe(address)
})
