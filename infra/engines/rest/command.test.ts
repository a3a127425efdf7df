import { expect, test } from 'vitest'
import { commandFromBody, commandFromPath, commandsFromBody, refusal } from './command.ts'

const fromBody = (text: string) => commandFromBody(Buffer.from(text))
const fromPath = (path: string, body = '') => commandFromPath(new URL(path, 'http://localhost'), Buffer.from(body))

test('numbers reach Redis as they were written', () => {
  expect(fromBody('["SET","k",9007199254740993,1.10,-0,true]')).toEqual([
    'SET',
    'k',
    '9007199254740993',
    '1.10',
    '-0',
    'true',
  ])
})

test('a path is a command, a body its last argument, the query follows without the token', () => {
  expect(fromPath('/set/a%2Fb/c%20d')).toEqual(['set', 'a/b', 'c d'])
  expect(fromPath('/set/k?EX=100&_token=t', 'v')).toEqual(['set', 'k', Buffer.from('v'), 'EX', '100'])
})

test('what is not a command is refused', () => {
  for (const text of ['', '{', '{}', '[]', '[""]', '["GET",null]', '["GET",["k"]]', '["GET",{"a":1}]']) {
    expect(() => fromBody(text), text).toThrow(/^ERR /)
  }
  for (const text of ['[]', '["GET","k"]', '[[]]']) {
    expect(() => commandsFromBody(Buffer.from(text)), text).toThrow(/^ERR /)
  }
  expect(() => fromPath('/')).toThrow('ERR empty command')
  expect(() => fromPath('/get/%E0%A4%A')).toThrow(/^ERR failed to parse/)
})

test('commands that block or change the connection are not available, in any case', () => {
  expect(refusal(['subscribe', 'x'])).toBe("ERR Command is not available: 'SUBSCRIBE'")
  expect(refusal(['XREAD', 'block', '0', 'STREAMS', 's', '$'])).toContain('BLOCK')
  expect(refusal(['EVAL', 'return 1', '0'])).toBeUndefined()
})
