import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { outputTo } from '../../terminal/index.ts'
import { madeId, refused } from './answer.ts'
import type { Doors } from './doors.ts'
import { type EdgeRequest, expectedOfEdge } from './expect.ts'
import { fuzz, fuzzDoors } from './fuzz.ts'
import { votesIn } from './input.ts'
import { doorsByTheRules } from './testing/doors-by-the-rules.ts'

test('5,000 inputs: the doors agree with each other and with the rules, no 5xx, no hang', async () => {
  const output = outputTo(new PassThrough() as unknown as NodeJS.WriteStream)
  const report = await fuzz({ inputs: 5_000, seed: Math.floor(Math.random() * 2 ** 31) }, output)
  expect(report).toMatchObject({ disagreements: 0, serverErrors: 0, hangs: 0, smallest: [], ok: true })
  expect(report.inputs).toBeGreaterThanOrEqual(5_000)
  expect(report.accepted).toBeGreaterThan(1_000)
  expect(report.refused).toBeGreaterThan(1_000)
}, 120_000)

test('the same seed sends the same inputs', async () => {
  const sent = async () => {
    const bodies: string[] = []
    const edge = async (request: EdgeRequest) => {
      bodies.push(request.body.toString('hex'))
      return expectedOfEdge(request)
    }
    await fuzzDoors({ ...doorsByTheRules, edge }, { inputs: 500, seed: 3 })
    return bodies
  }
  expect(await sent()).toEqual(await sent())
})

test('doors that go by the rules are without a finding', async () => {
  expect(await fuzzDoors(doorsByTheRules, { inputs: 3_000, seed: 1 })).toMatchObject({ smallest: [], ok: true })
})

/** A door that gives another answer to requests that hold the text. */
function wrongAbout(
  text: string,
  door: keyof Omit<Doors, 'close'>,
  answer: () => ReturnType<Doors['castVote']>,
): Doors {
  const { edge, castVote, castVotes } = doorsByTheRules
  const doors = {
    ...doorsByTheRules,
    edge: async (request: EdgeRequest) => (request.body.includes(text) ? answer() : edge(request)),
    castVote: async (message: Buffer) => (message.includes(text) ? answer() : castVote(message)),
    castVotes: async (message: Buffer) => (message.includes(text) ? answer() : castVotes(message)),
  }
  return { ...doorsByTheRules, [door]: doors[door] }
}

test.each(['edge', 'castVotes'] as const)(
  'an answer against the rules is found, and its input made small: %s',
  async (door) => {
    const wrong = wrongAbout('1st', door, async () => ({ status: 'accepted', id: madeId, contest: 'other' }))
    const report = await fuzzDoors(wrong, { inputs: 3_000, seed: 1 })
    expect(report.disagreements).toBeGreaterThan(0)
    expect(report.ok).toBe(false)
    const [found] = report.smallest
    expect(found).toMatchObject({ finding: 'disagreement', [door === 'edge' ? 'edge' : 'grpc']: { contest: 'other' } })
    expect(found && votesIn(found.input).length).toBeLessThanOrEqual(1)
    expect(JSON.stringify(found?.input).length).toBeLessThan(450)
  },
)

test('a fault that both doors share is found by the rules', async () => {
  const shared = async () => refused('unknown_contest')
  const edge = wrongAbout('"id":"twice-1"', 'edge', shared).edge
  const castVote = wrongAbout('twice-1', 'castVote', shared).castVote
  const report = await fuzzDoors({ ...doorsByTheRules, edge, castVote }, { inputs: 3_000, seed: 1 })
  expect(report.disagreements).toBeGreaterThan(0)
})

test('a 5xx and an input without an answer are counted apart', async () => {
  const broken = wrongAbout('__proto__', 'edge', async () => ({ status: 'broken', what: '500' }))
  const { castVotes } = wrongAbout('default', 'castVotes', async () => ({ status: 'hang' }))
  const report = await fuzzDoors({ ...broken, castVotes }, { inputs: 3_000, seed: 1 })
  expect(report.serverErrors).toBeGreaterThan(0)
  expect(report.hangs).toBeGreaterThan(0)
  expect(report).toMatchObject({ disagreements: 0, ok: false })
})
