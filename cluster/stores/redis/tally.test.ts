import { decodeRecord, incrementsOf, limits } from '@aplauso/proto'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { sampleRecord } from '../contract/samples.ts'
import { RedisTally } from './tally.ts'

const tally = new RedisTally({ url: 'http://127.0.0.1:1', token: 'token' })
afterEach(() => {
  vi.unstubAllGlobals()
})

/** Answers every request with the given result and keeps what was asked. */
function answering(result: unknown) {
  const requests: { url: string; headers: Record<string, string>; body: string[] }[] = []
  vi.stubGlobal('fetch', async (url: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
    requests.push({ url, headers, body: JSON.parse(body) })
    return new Response(JSON.stringify({ result }))
  })
  return requests
}

describe('the tally in Redis', () => {
  it('uses the keys that the dashboards know', async () => {
    const requests = answering([1, '1'])
    const at = '2026-11-25T12:00:07.000Z'
    await tally.apply({
      incarnation: '3',
      partition: 4,
      first: 0,
      next: 1,
      increments: incrementsOf([sampleRecord({ at })]),
    })
    const [command, , count, ...rest] = requests[0]?.body ?? []
    expect(command).toBe('evalsha')
    expect(rest.slice(0, Number(count))).toEqual([
      '{aplauso}:watermarks',
      '{aplauso}:seen',
      '{aplauso}:contests',
      '{aplauso}:partitions',
      '{aplauso}:default:total',
      '{aplauso}:default:bands',
      '{aplauso}:default:albums',
      '{aplauso}:default:ranks',
      '{aplauso}:default:channels',
      '{aplauso}:default:pace',
      '{aplauso}:default:names',
    ])
    expect(rest.slice(Number(count))).toEqual([
      ...['3:4', '0', '1', '3600'],
      ...['4194304', '10000', '25000', '100000', 'default'],
      ...['1', '', '1'],
      ...['1', 'Alux Nahual', '1'],
      ...['1', '["Alux Nahual","Alto al Fuego"]', '1'],
      ...['1', '["Alux Nahual","Alto al Fuego",8.5]', '1'],
      ...['1', 'edge', '1'],
      ...['1', '1795608000:edge', '1'],
    ])
  })

  it('has room in one request for any single record within the contract’s lengths', async () => {
    const text = (characters: readonly string[], most: number) =>
      fc.array(fc.constantFrom(...characters), { minLength: most, maxLength: most }).map((all) => all.join(''))
    const wide = ['𝄞', '🎸', '"', '\\', '\ud800', '\u0001']
    const record = fc.record({
      contest: text(['a', '-', '9'], limits.contestCodePoints),
      name: text(wide, limits.nameCodePoints),
      album: text(wide, limits.nameCodePoints),
      rank: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(-Number.MIN_VALUE)),
      year: fc.maxSafeInteger(),
      channel: fc.constantFrom('edge' as const, 'grpc' as const),
      at: fc.constantFrom('0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'),
    })
    await fc.assert(
      fc.asyncProperty(record, async (members) => {
        const one = sampleRecord(members)
        expect(decodeRecord(JSON.stringify(one)).verdict).toBe('record')
        const requests = answering([1, '1'])
        const increments = incrementsOf([one])
        const step = { incarnation: '1', partition: 0, first: 0, next: 1, increments }
        expect(await tally.apply(step)).toEqual({ applied: true, watermark: 1 })
        expect(Buffer.byteLength(JSON.stringify(requests[0]?.body))).toBeLessThan(20_000)
      }),
    )
  })

  it('sends no telemetry and asks for answers as they are', async () => {
    const requests = answering([])
    await tally.watermarks()
    const names = Object.keys(requests[0]?.headers ?? {}).map((name) => name.toLowerCase())
    expect(names.filter((name) => name.includes('telemetry') || name.includes('encoding'))).toEqual([])
  })

  it.each([null, 'Aborted', { a: 1 }, [1], ['not a number', 'x'], [2]])(
    'does not take %j for an answer to a step',
    async (result) => {
      answering(result)
      const step = { incarnation: '1', partition: 0, first: 0, next: 0, increments: incrementsOf([]) }
      const outcome = await tally.apply(step).catch((error: Error) => error.name)
      expect(outcome).toBe('StoreUnavailable')
    },
  )
})
