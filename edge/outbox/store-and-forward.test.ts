import type { AppendResult, RelayEntry } from '@aplauso/proto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StoreAndForward } from './store-and-forward.ts'
import { NeedsOperator } from './transports/transport.ts'

const entry = (value: string): RelayEntry => ({ key: `key of ${value}`, value })
const values = (entries: readonly RelayEntry[]) => entries.map(({ value }) => value)

beforeEach(() => {
  for (const level of ['warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** One whose log answers as `state` says, and whose storage is a list. */
function outboxOf(room = 100, atOnce = 2) {
  const kept: RelayEntry[] = []
  const sent: string[][] = []
  const state: { answer: (entries: readonly RelayEntry[]) => Promise<readonly AppendResult[]> } = {
    answer: async (entries) => entries.map(() => 'accepted'),
  }
  const backlog = {
    keeps: true,
    get rows() {
      return kept.length
    },
    append: vi.fn(async (entries: readonly RelayEntry[]) =>
      entries.map((each): AppendResult => (kept.length < room && kept.push(each) ? 'accepted' : 'full')),
    ),
    head: () => ({ rows: kept.slice(0, atOnce).map((each, id) => ({ id, entries: [each] })), unreadable: 0 }),
    settle: (rows: readonly unknown[], results: readonly (AppendResult | undefined)[]) => {
      const left = kept.splice(0, rows.length)
      kept.unshift(...left.filter((_, at) => results[at] !== 'accepted' && results[at] !== 'refused'))
    },
  }
  const transport = {
    stuck: 0,
    release: async () => {},
    append: (entries: readonly RelayEntry[]) => {
      sent.push(values(entries))
      return state.answer(entries)
    },
  }
  const outbox = new StoreAndForward({ transport, backlog, deadlineMs: 20 })
  return { outbox, kept, sent, state, backlog }
}

const down = () => Promise.reject(new Error('connection lost'))

describe('store-and-forward', () => {
  it('uses the log alone while it answers', async () => {
    const { outbox, backlog } = outboxOf()
    expect(await outbox.append([entry('a')])).toEqual(['accepted'])
    expect(backlog.append).not.toHaveBeenCalled()
    expect(outbox.logUp).toBe(true)
  })

  it('keeps what the log does not take, also where it does not answer in time', async () => {
    const { outbox, kept, state } = outboxOf()
    state.answer = () => new Promise(() => {})
    expect(await outbox.append([entry('a'), entry('b')])).toEqual(['accepted', 'accepted'])
    expect(values(kept)).toEqual(['a', 'b'])
    expect(outbox.logUp).toBe(false)
  })

  it('keeps of a batch only what the log left, and never what it refused', async () => {
    const { outbox, kept, state } = outboxOf()
    state.answer = async () => ['accepted', 'full', 'refused', 'unavailable']
    expect(await outbox.append(['a', 'b', 'c', 'd'].map(entry))).toEqual([
      'accepted',
      'accepted',
      'refused',
      'accepted',
    ])
    expect(values(kept)).toEqual(['b', 'd'])
  })

  it('accepts no vote that the log gave no outcome, unless the storage takes it', async () => {
    const { outbox, kept, state, backlog } = outboxOf(1)
    state.answer = async () => ['accepted']
    expect(await outbox.append(['a', 'b', 'c'].map(entry))).toEqual(['accepted', 'accepted', 'full'])
    expect(values(kept)).toEqual(['b'])
    kept.length = 0
    backlog.keeps = false
    expect(await outbox.append(['d', 'e'].map(entry))).toEqual(['accepted', 'unavailable'])
  })

  it('says so when a relay answers whose log takes nothing', async () => {
    const { outbox, state } = outboxOf()
    state.answer = async () => ['unavailable']
    await outbox.append([entry('a')])
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('the answer was unavailable'))
  })

  it('accepts nothing that neither log nor storage took', async () => {
    const { outbox, state, backlog } = outboxOf(1)
    state.answer = down
    expect(await outbox.append([entry('a'), entry('b')])).toEqual(['accepted', 'full'])
    backlog.append.mockRejectedValue(new Error('disk full'))
    await expect(outbox.append([entry('c')])).rejects.toThrow('disk full')
  })

  it('puts new votes behind a backlog and leaves the log to the emptying', async () => {
    const { outbox, sent, state } = outboxOf()
    state.answer = down
    await outbox.append([entry('a')])
    state.answer = async (entries) => entries.map(() => 'accepted')
    await outbox.append([entry('b')])
    await outbox.append([entry('c')])
    expect(sent).toEqual([['a']])
    await outbox.empty()
    expect(sent).toEqual([['a'], ['a', 'b'], ['c']])
    await outbox.append([entry('d')])
    expect(sent.at(-1)).toEqual(['d'])
  })

  it('stops emptying at the first batch that the log does not take, and never empties twice at once', async () => {
    const { outbox, kept, sent, state } = outboxOf()
    state.answer = down
    await outbox.append(['a', 'b', 'c'].map(entry))
    await Promise.all([outbox.empty(), outbox.empty()])
    expect(sent).toHaveLength(2)
    expect(values(kept)).toEqual(['a', 'b', 'c'])
  })

  it('where nothing may be kept, answers what the log said, and still empties what an earlier configuration kept', async () => {
    const { outbox, kept, sent, state, backlog } = outboxOf()
    backlog.keeps = false
    state.answer = async () => ['full']
    expect(await outbox.append([entry('a')])).toEqual(['full'])
    expect(kept).toEqual([])
    kept.push(entry('old'))
    state.answer = async () => ['accepted']
    await outbox.empty()
    expect(sent.at(-1)).toEqual(['old'])
    expect(kept).toEqual([])
  })

  it('keeps everything waiting where the log needs an operator, and says what to do', async () => {
    const { outbox, kept, state } = outboxOf()
    state.answer = () => Promise.reject(new NeedsOperator('no such topic', 'make the topic'))
    expect(await outbox.append([entry('a')])).toEqual(['accepted'])
    await outbox.empty()
    expect(values(kept)).toEqual(['a'])
    expect(console.error).toHaveBeenCalledTimes(1)
    expect(vi.mocked(console.error).mock.calls[0]?.[0]).toContain('"advice":"make the topic"')
  })

  it('sends fewer at once where the log does not come to an end with many, and more again when it does', async () => {
    const { outbox, kept, sent, state } = outboxOf(200, 200)
    state.answer = down
    await outbox.append(Array.from({ length: 100 }, (_, index) => entry(String(index))))
    state.answer = async (entries) => (entries.length > 30 ? down() : entries.map(() => 'accepted'))
    for (let alarm = 0; alarm < 6 && kept.length > 0; alarm += 1) await outbox.empty()
    expect(kept).toEqual([])
    const sizes = sent.slice(1).map(({ length }) => length)
    expect(sizes).toEqual([100, 50, 25, 50, 25, 50, 25, 25])
    expect(sent.flat()).toContain('99')
  })

  it('passes a record that the log refuses', async () => {
    const { outbox, kept, state } = outboxOf()
    state.answer = down
    await outbox.append(['a', 'b', 'c'].map(entry))
    state.answer = async (entries) => entries.map(({ value }) => (value === 'a' ? 'refused' : 'accepted'))
    await outbox.empty()
    expect(kept).toEqual([])
    expect(console.error).toHaveBeenCalledTimes(1)
  })
})
