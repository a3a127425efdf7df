import { createHash } from 'node:crypto'
import { Redis } from '@upstash/redis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { findTool } from '../tools.ts'
import { startRest } from './testing/start-rest.ts'

const present = findTool('redis-server') !== undefined
if (!present) console.warn('redis-server is not on PATH: the tests of the REST server are left out')

describe.skipIf(!present)('the REST server before a real redis-server', () => {
  const folder = temporaryFolder(afterAll)
  let rest: Awaited<ReturnType<typeof startRest>>
  let redis: Redis

  const connect = (token: string, url = rest.url) =>
    new Redis({ url, token, automaticDeserialization: false, enableTelemetry: false, retry: false })
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${rest.token}`, ...init.headers }
    const response = await fetch(`${rest.url}${path}`, { ...init, headers })
    return { status: response.status, body: (await response.json()) as unknown }
  }
  const post = (path: string, body: unknown, headers = {}) =>
    ask(path, { method: 'POST', body: JSON.stringify(body), headers })

  beforeAll(async () => {
    rest = await startRest(folder)
    redis = connect(rest.token)
    await vi.waitFor(() => redis.ping(), { timeout: 10_000, interval: 100 })
  })
  afterAll(() => rest.stop())

  test('integers are numbers, nil is null, text is text, and hashes are flat lists', async () => {
    expect(await redis.incrby('n', 41)).toBe(41)
    expect(await redis.get('absent')).toBeNull()
    expect(await redis.hset('h', { band: '7', álbum: '🎸' })).toBe(2)
    expect(await post('/', ['HGETALL', 'h'])).toEqual({ status: 200, body: { result: ['band', '7', 'álbum', '🎸'] } })
    expect(await redis.hget('h', 'álbum')).toBe('🎸')
    expect(await redis.mget('n', 'absent')).toEqual(['41', null])
  })

  test('text with separators, control characters and quotes comes back as it went', async () => {
    const text = 'a\u001fb\u0000c"\\\r\n\u2028ñ'
    expect(await redis.set('odd', text)).toBe('OK')
    expect(await redis.get('odd')).toBe(text)
  })

  test('a pipeline answers in order and each command has its own error', async () => {
    const answer = await post('/pipeline', [
      ['SET', 'p', 'text'],
      ['INCR', 'p'],
      ['SUBSCRIBE', 'x'],
      ['GET', 'p'],
    ])
    expect(answer).toEqual({
      status: 200,
      body: [
        { result: 'OK' },
        { error: 'ERR value is not an integer or out of range' },
        { error: "ERR Command is not available: 'SUBSCRIBE'" },
        { result: 'text' },
      ],
    })
    await expect(redis.pipeline().get('p').incr('p').exec()).rejects.toThrow(/not an integer/)
  })

  test('a transaction runs as a whole, an error in it leaves the others done', async () => {
    expect(await redis.multi().set('t', '1').incr('t').get('t').exec()).toEqual(['OK', 2, '2'])
    expect(
      await post('/multi-exec', [
        ['SET', 't', 'x'],
        ['INCR', 't'],
        ['GET', 't'],
      ]),
    ).toEqual({
      status: 200,
      body: [{ result: 'OK' }, { error: 'ERR value is not an integer or out of range' }, { result: 'x' }],
    })
  })

  test('a transaction with an unknown or unavailable command changes nothing', async () => {
    for (const wrong of [['NOSUCH'], ['WATCH', 'u']]) {
      const answer = await post('/multi-exec', [['SET', 'u', '1'], wrong])
      expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^EXECABORT /) } })
    }
    expect(await redis.exists('u')).toBe(0)
  })

  test('scripts run by text and by digest, and their errors come back', async () => {
    const script = "return {redis.call('INCRBY', KEYS[1], ARGV[1]), ARGV[2], false, {'deep', 1}}"
    const sha = createHash('sha1').update(script).digest('hex')
    await expect(redis.evalsha(sha, ['s'], ['2', 'é'])).rejects.toThrow(/NOSCRIPT/)
    expect(await redis.eval(script, ['s'], ['2', 'é'])).toEqual([2, 'é', null, ['deep', 1]])
    expect(await redis.evalsha(sha, ['s'], ['3', 'é'])).toEqual([5, 'é', null, ['deep', 1]])
    await expect(redis.eval("return redis.error_reply('STALE 7')", [], [])).rejects.toThrow(/STALE 7/)
    await expect(redis.eval('return redis.call("GET")', [], [])).rejects.toThrow(/Wrong number of args|wrong number/i)
  })

  test('errors have status 400 and Redis text', async () => {
    expect(await post('/', ['GET'])).toEqual({
      status: 400,
      body: { error: "ERR wrong number of arguments for 'get' command" },
    })
    await redis.set('str', 'x')
    await expect(redis.hget('str', 'f')).rejects.toThrow(/WRONGTYPE Operation against a key/)
    expect((await ask('/get/str', { method: 'DELETE' })).status).toBe(405)
    expect((await ask('/', { method: 'POST', body: '{' })).status).toBe(400)
  })

  test('base64 encodes every string but the status OK', async () => {
    const base64 = { 'Upstash-Encoding': 'base64' }
    expect((await post('/', ['SET', 'b', 'OK'], base64)).body).toEqual({ result: 'OK' })
    expect((await post('/', ['GET', 'b'], base64)).body).toEqual({ result: 'T0s=' })
    expect((await post('/', ['PING'], base64)).body).toEqual({ result: 'UE9ORw==' })
    const bytes = Buffer.from([0xff, 0x00, 0xc3])
    expect((await ask('/set/raw', { method: 'POST', body: bytes })).body).toEqual({ result: 'OK' })
    expect((await post('/', ['GET', 'raw'], base64)).body).toEqual({ result: bytes.toString('base64') })
    expect((await post('/', ['GET', 'raw'])).body).toEqual({ result: '\uFFFD\u0000\uFFFD' })
    expect((await post('/multi-exec', [['GET', 'raw']], base64)).body).toEqual([{ result: bytes.toString('base64') }])
  })

  test('the path style and the token in the query work', async () => {
    const response = await fetch(`${rest.url}/set/path/v?EX=100&_token=${rest.token}`)
    expect(await response.json()).toEqual({ result: 'OK' })
    expect(await redis.ttl('path')).toBeGreaterThan(90)
  })

  test('a wrong or missing token is 401 and nothing is done', async () => {
    await expect(connect('wrong').set('no', '1')).rejects.toThrow(/^WRONGPASS invalid or missing auth token/)
    expect((await fetch(`${rest.url}/set/no/1`)).status).toBe(401)
    expect((await fetch(`${rest.url}/set/no/1?_token=`)).status).toBe(401)
    expect(await redis.exists('no')).toBe(0)
  })

  test('a reply of megabytes and a request up to the limit pass, a larger one is refused', async () => {
    const large = 'é'.repeat(2 * 1024 * 1024)
    await redis.set('large', large)
    expect(await redis.get('large')).toBe(large)
    const tooLarge = await post('/', ['SET', 'too', 'x'.repeat(11 * 1024 * 1024)])
    expect(tooLarge).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('max request size exceeded') },
    })
  })

  test('while redis-server is gone callers get 503 at once, and service resumes by itself', async () => {
    await redis.set('kept', '1')
    await rest.stopRedis()
    await expect.poll(async () => (await post('/', ['GET', 'kept'])).status, { timeout: 5000 }).toBe(503)
    expect((await post('/multi-exec', [['GET', 'kept']])).status).toBe(503)
    await rest.restartRedis()
    await expect.poll(() => redis.get('kept').catch(String), { timeout: 10_000 }).toBe('1')
  })
})
