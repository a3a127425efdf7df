import type { LogPage } from '@aplauso/proto'
import { openArchive, openVoteLogView } from '@aplauso/stores/from-environment'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { dropDatabases, freshDatabase, mongoUnderTest } from '../../cluster/stores/mongo/testing/real-mongo.ts'
import { sampleVote } from '../testing/sample-tally.ts'
import { startFunction } from '../testing/start-function.ts'

const uri = mongoUnderTest()
const partitions = 12
const startMs = Date.parse('2026-01-01T00:00:00Z')
const pages = 50
/** FerretDB looks through everything for each page, a second at least: this is for a machine that is busy with other things. */
const timeoutMs = 300_000
const limit = 100
const votesBefore = pages * limit
const votesAfter = 240
/** of one partition, as consumers archive them: a page lies in few batches */
const batchVotes = 40

type Archive = Awaited<ReturnType<typeof openArchive>>

/** The number of a vote, which is in its time `at`. */
const numberOf = (at: string) => Date.parse(at) - startMs

/** Archives votes, numbered from the first ever, in batches of one partition; every 25th is a duplicate. */
class Writer {
  readonly #archive: Archive
  readonly #incarnation: string
  readonly #next = new Array<number>(partitions).fill(0)
  written = 0

  constructor(archive: Archive, incarnation: string) {
    this.#archive = archive
    this.#incarnation = incarnation
  }

  async write(votes: number): Promise<void> {
    for (const end = this.written + votes; this.written < end; ) {
      const partition = Math.floor(this.written / batchVotes) % partitions
      await this.#batch(partition, Math.min(batchVotes, end - this.written))
    }
  }

  async #batch(partition: number, votes: number): Promise<void> {
    const first = this.#next[partition] ?? 0
    const rows = Array.from({ length: votes }, (_, at) => ({
      key: `key-${this.written + at}`,
      source: { incarnation: this.#incarnation, partition, offset: first + at },
      digest: 'digest',
      record: sampleVote({ at: new Date(startMs + this.written + at).toISOString(), rank: (this.written + at) % 101 }),
    }))
    const isDuplicate = (offset: number) => offset % 25 === 24
    const counted = rows.filter(({ source }) => !isDuplicate(source.offset))
    await this.#archive.insert(counted)
    await this.#archive.reject(
      rows
        .filter(({ source }) => isDuplicate(source.offset))
        .map(({ key, source, record }) => ({ key, source, reason: 'duplicate', value: JSON.stringify(record) })),
    )
    const next = first + votes
    this.#next[partition] = next
    await this.#archive.advanceProgress({
      incarnation: this.#incarnation,
      partition,
      first,
      next,
      lastKey: rows.at(-1)?.key ?? null,
      counted: counted.map(({ source }) => source.offset),
    })
    this.written += votes
  }
}

/** The numbers of all votes as the contract orders them: newest first by the time of archiving, within a partition by offset. */
async function orderOf(database: string, incarnation: string): Promise<number[]> {
  const view = await openVoteLogView({ MONGODB_URI: uri, MONGODB_DATABASE: database })
  const stretches = Array.from({ length: partitions }, (_, partition) => ({
    ...{ partition, from: 0, below: 100_000, limit: 100_000 },
  }))
  const runs = await view.rows({ incarnation, stretches, order: 'descending', filter: {} })
  await view.close()
  const left = runs.map((run) => [...run])
  const order: number[] = []
  for (;;) {
    const heads = left.flatMap((run) => run.slice(0, 1))
    const [head] = heads.sort(
      (one, other) =>
        other.archivedAtMs - one.archivedAtMs || other.offset - one.offset || other.partition - one.partition,
    )
    if (!head) return order
    order.push(numberOf(head.vote.at))
    left[head.partition]?.shift()
  }
}

describe.skipIf(!uri)('the log API on a real document server', () => {
  if (!uri) return
  afterAll(() => dropDatabases(uri))

  it('shows 5,000 votes on 50 pages and those that come then to who follows: none is left out, none comes twice', {
    timeout: timeoutMs,
  }, async () => {
    const environment = { MONGODB_URI: uri, MONGODB_DATABASE: freshDatabase() }
    const archive = await openArchive(environment)
    onTestFinished(() => archive.close())
    const incarnation = await archive.incarnation()
    const writer = new Writer(archive, incarnation)
    await writer.write(votesBefore)
    const logs = await startFunction('logs/main.ts', environment)
    if (!('url' in logs)) throw new Error(logs.output)
    onTestFinished(async () => void (await logs.end()))
    const page = async (query: string): Promise<LogPage> => {
      const answer = await fetch(`${logs.url}/v1/logs?limit=${limit}&${query}`)
      expect(answer.status).toBe(200)
      return (await answer.json()) as LogPage
    }
    const numbers = ({ votes }: LogPage) => votes.map(({ at }) => numberOf(at))

    const expected = await orderOf(environment.MONGODB_DATABASE, incarnation)
    const newest = await page('')
    const back = numbers(newest)
    await writer.write(votesAfter)
    let read = 1
    for (let { next } = newest; next !== null && read <= pages; read += 1) {
      const older = await page(`cursor=${next}`)
      back.push(...numbers(older))
      next = older.next
    }
    expect(back).toEqual(expected)

    const followed: number[] = []
    for (let cut = newest.newest, votes = limit; votes === limit; ) {
      const newer = await page(`after=${cut}`)
      followed.push(...numbers(newer).reverse())
      cut = newer.newest
      votes = newer.votes.length
    }
    const all = await orderOf(environment.MONGODB_DATABASE, incarnation)
    expect(followed).toEqual(all.slice(0, votesAfter).reverse())

    const filtered = await page('rankMin=7&rankMax=7&status=counted')
    expect(filtered.votes.length).toBeGreaterThan(20)
    expect(filtered.votes.every(({ rank, status }) => rank === 7 && status === 'counted')).toBe(true)
  })
})
