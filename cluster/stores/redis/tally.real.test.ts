import { type CounterKind, counterKey, counterKinds, incrementsOf, namesKey, watermarksKey } from '@aplauso/proto'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { sampleRecord } from '../contract/samples.ts'
import { Wire } from '../contract/wire.ts'
import { StepTooLarge, StoreUnavailable } from '../ports/errors.ts'
import { redisClient } from './rest.ts'
import { RedisTally } from './tally.ts'
import { freshTag, redisUnderTest, removeKeys } from './testing/real-redis.ts'

const connection = redisUnderTest()
const none = incrementsOf([])
const votes = (...names: string[]) => incrementsOf(names.map((name) => sampleRecord({ name })))
const step = (first: number, next: number, increments = none) => ({
  incarnation: '1',
  partition: 0,
  first,
  next,
  increments,
})

describe.skipIf(!connection)('the tally in a real Redis', () => {
  if (!connection) return
  const redis = redisClient(connection)
  afterAll(() => removeKeys(connection))

  async function installed() {
    const tag = freshTag()
    const tally = new RedisTally(connection ?? { url: '', token: '' }, tag)
    await tally.install('1', new Map([[0, 0]]), none)
    const key = (usual: string) => usual.replace('{aplauso}', tag)
    return { tag, tally, key }
  }
  async function wired() {
    const { hostname, port } = new URL(connection?.url ?? '')
    const wire = await Wire.to(hostname, Number(port))
    onTestFinished(() => wire.close())
    const tag = freshTag()
    const tally = new RedisTally({ url: `http://127.0.0.1:${wire.port}`, token: connection?.token ?? '' }, tag)
    await tally.install('1', new Map([[0, 0]]), none)
    return { wire, tally }
  }

  it.each(['contests', 'seen', 'partitions', 'default:names', ...counterKinds])(
    'changes nothing where %s has the wrong type',
    async (kind) => {
      const { tally, key } = await installed()
      await tally.apply(step(0, 1, votes('A')))
      const wrong = key(
        counterKinds.some((counter) => counter === kind)
          ? counterKey('default', kind as CounterKind)
          : `{aplauso}:${kind}`,
      )
      await redis.del(wrong)
      await redis.lpush(wrong, 'vandal')
      const before = await redis.keys(key('{aplauso}*'))
      const watermarks = await tally.watermarks()
      await expect(tally.apply(step(1, 2, votes('B')))).rejects.toThrow(/^Redis: WRONGTYPE .* is a list, not a/)
      expect((await redis.keys(key('{aplauso}*'))).sort()).toEqual(before.sort())
      expect(await tally.watermarks()).toEqual(watermarks)
      if (kind !== 'bands') expect(await redis.hget(key(counterKey('default', 'bands')), 'B')).toBeNull()
      if (kind !== 'total') expect(await redis.get(key(counterKey('default', 'total')))).toBe('1')
    },
  )

  it('changes nothing where a counter holds something that is not a number', async () => {
    const { tally, key } = await installed()
    await redis.hset(key(counterKey('default', 'pace')), { '0:edge': 'x' })
    const at = '1970-01-01T00:00:00.000Z'
    await expect(tally.apply(step(0, 1, incrementsOf([sampleRecord({ at })])))).rejects.toThrow(/not a number/)
    expect(await redis.exists(key(counterKey('default', 'total')))).toBe(0)
    expect(await tally.watermarks()).toEqual(new Map([['1:0', 0]]))
  })

  it('counts what names take where an older version did not note it, or a rebuild made the fields', async () => {
    const { tally, key } = await installed()
    await tally.install('1', new Map([[0, 0]]), votes('é', 'B'))
    const noted = () => redis.get(key(namesKey('default')))
    expect(await noted()).toBeNull()
    await tally.apply(step(0, 1, votes('C')))
    const { bands, albums, ranks } = (await tally.read('default')).counters
    const fields = [bands, albums, ranks].flatMap((counter) => [...counter.keys()])
    const bytes = String(fields.reduce((sum, field) => sum + Buffer.byteLength(field), 0))
    expect(await noted()).toBe(bytes)
    await redis.del(key(namesKey('default')))
    await tally.apply(step(1, 2, votes('C')))
    await tally.apply(step(2, 3, votes('é', 'D')))
    const added = Buffer.byteLength('D["D","Alto al Fuego"]["D","Alto al Fuego",8.5]')
    expect(await noted()).toBe(String(Number(bytes) + added))
  })

  it('goes on when Redis has forgotten the scripts', async () => {
    const { tally } = await installed()
    await tally.apply(step(0, 1, votes('A')))
    await redis.scriptFlush()
    expect(await tally.apply(step(1, 2, votes('A')))).toEqual({ applied: true, watermark: 2 })
    expect((await tally.read('default')).counters.total.get('')).toBe(2)
  })

  it('reports Redis’s own time as the time of the last step', async () => {
    const { tally } = await installed()
    const [before] = await redis.time()
    await tally.apply(step(0, 0))
    const seen = (await tally.read('default')).seen.get('1:0') ?? 0
    const [after] = await redis.time()
    expect(seen).toBeGreaterThanOrEqual(Number(before) * 1000)
    expect(seen).toBeLessThan((Number(after) + 1) * 1000)
  })

  it('distinguishes names that differ by an invisible first character', async () => {
    const { tally } = await installed()
    await tally.apply(step(0, 2, votes('Band', '\ufeffBand')))
    const bands = new Map([
      ['Band', 1],
      ['\ufeffBand', 1],
    ])
    expect((await tally.read('default')).counters.bands).toEqual(bands)
    expect((await tally.totals()).contests.get('default')?.bands).toEqual(bands)
  })

  it('takes steps of many fields, and refuses those beyond a request untouched', async () => {
    const { tally } = await installed()
    const records = (count: number) =>
      Array.from({ length: count }, (_, at) => sampleRecord({ name: `Band ${at} ${'é'.repeat(50)}` }))
    expect(await tally.apply(step(0, 1, incrementsOf(records(1_500))))).toEqual({ applied: true, watermark: 1 })
    await expect(tally.apply(step(1, 2, incrementsOf(records(4_000))))).rejects.toThrow(StepTooLarge)
    const { counters, watermarks } = await tally.read('default')
    expect(counters.bands.size).toBe(1_500)
    expect(counters.total.get('')).toBe(1_500)
    expect(watermarks.get('1:0')).toBe(1)
  })

  it('installs more counters than a request can carry, at once, and leaves nothing aside', async () => {
    const { tally, key } = await installed()
    await tally.apply(step(0, 1, incrementsOf([sampleRecord({ contest: 'gone' })])))
    const old = sampleRecord({ name: 'Old', at: '2020-01-01T00:00:00.000Z' })
    const records = Array.from({ length: 9_000 }, (_, at) => sampleRecord({ name: `Band ${at} ${'é'.repeat(50)}` }))
    await tally.install('2', new Map([[3, 9]]), incrementsOf([old, ...records]))
    const { watermarks, contests } = await tally.totals()
    expect(watermarks).toEqual(new Map([['2:3', 9]]))
    expect([...contests.keys()]).toEqual(['default'])
    expect(contests.get('default')?.total.get('')).toBe(9_001)
    expect(contests.get('default')?.ranks.size).toBe(9_001)
    expect([...(contests.get('default')?.pace.keys() ?? [])].every((field) => Number.parseInt(field, 10) > 1.7e9)).toBe(
      true,
    )
    const left = await redis.keys(key('{aplauso}*'))
    expect(left.filter((name) => name.includes('staged') || name.includes('gone'))).toEqual([])
    expect(await redis.ttl(key(counterKey('default', 'ranks')))).toBe(-1)
  })

  it('installs over keys of any type', async () => {
    const { tally, key } = await installed()
    for (const name of [watermarksKey, '{aplauso}:contests', counterKey('default', 'bands')]) {
      await redis.del(key(name))
      await redis.lpush(key(name), 'vandal')
    }
    await tally.install('1', new Map([[0, 4]]), votes('A'))
    expect((await tally.read('default')).counters.bands).toEqual(new Map([['A', 1]]))
    expect(await tally.apply(step(4, 5, votes('A')))).toEqual({ applied: true, watermark: 5 })
  })

  it('shows a reader counters and watermark of the same moment while steps are applied', async () => {
    const { tally } = await installed()
    let done = false
    const writing = (async () => {
      for (let at = 0; at < 100; at += 1) await tally.apply(step(at, at + 1, votes('A')))
      done = true
    })()
    while (!done) {
      const { counters, watermarks } = await tally.read('default')
      expect(counters.total.get('') ?? 0).toBe(watermarks.get('1:0'))
    }
    await writing
  })

  it('says in one short line without votes what went wrong', async () => {
    const { tally, key } = await installed()
    await redis.del(key(counterKey('default', 'total')))
    await redis.lpush(key(counterKey('default', 'total')), 'vandal')
    const failure = await tally.apply(step(0, 1, votes('Secret Band'))).catch((error: Error) => error)
    expect(failure).toBeInstanceOf(StoreUnavailable)
    expect(String(failure)).not.toContain('Secret Band')
    expect(String(failure).length).toBeLessThan(300)
  })

  it('refuses to work with a wrong token, and says so', async () => {
    const tally = new RedisTally({ url: connection.url, token: 'wrong' }, freshTag())
    await expect(tally.watermarks()).rejects.toThrow(StoreUnavailable)
  })

  it('is unavailable while the connection is cut, and works again without a new start', async () => {
    const { wire, tally } = await wired()
    await tally.apply(step(0, 1, votes('A')))
    wire.cut()
    await expect(tally.apply(step(1, 2, votes('A')))).rejects.toThrow(StoreUnavailable)
    await expect(tally.read('default')).rejects.toThrow(StoreUnavailable)
    wire.restore()
    expect(await tally.apply(step(1, 2, votes('A')))).toEqual({ applied: true, watermark: 2 })
  })

  it('gives up within seconds on a server that takes the request and never answers', async () => {
    const { wire, tally } = await wired()
    wire.stall()
    const started = Date.now()
    await expect(tally.read('default')).rejects.toThrow(StoreUnavailable)
    expect(Date.now() - started).toBeLessThan(7_000)
  })
})
