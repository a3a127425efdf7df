import { setTimeout as sleep } from 'node:timers/promises'
import type { LogPage } from '@aplauso/proto'
import type { VoteArchive } from '@aplauso/stores'
import { openArchive, openVoteLogView } from '@aplauso/stores/from-environment'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { type FunctionServer, serveFunction } from '../http/index.ts'
import { sampleVote } from '../testing/sample-tally.ts'
import { logsHandler } from './handler.ts'

const folder = temporaryFolder(afterAll)

const partitions = 12

/** Archives as consumers do: batches of a partition, the rejects after the rest, and only then how far it is decided. */
class Writer {
  /** `at` of every vote, different for each */
  readonly written: string[] = []
  readonly #archive: VoteArchive
  readonly #incarnation: string
  readonly #ends = new Map<number, number>()
  readonly #startMs = Date.parse('2026-01-01T00:00:00Z')

  constructor(archive: VoteArchive, incarnation: string) {
    this.#archive = archive
    this.#incarnation = incarnation
  }

  async batch(partition: number, size: number): Promise<void> {
    const first = this.#ends.get(partition) ?? 0
    const next = first + size
    const records = Array.from({ length: size }, () => {
      // Some come from an outbox and are hours old.
      const lateMs = Math.random() < 0.1 ? 7_200_000 : 0
      const at = new Date(this.#startMs + this.written.length - lateMs).toISOString()
      this.written.push(at)
      return sampleVote({ id: at, at })
    })
    const source = (index: number) => ({ incarnation: this.#incarnation, partition, offset: first + index })
    const isDuplicate = (index: number) => index % 7 === 3
    await this.#archive.insert(
      records.flatMap((record, index) =>
        isDuplicate(index) ? [] : [{ key: `${partition} ${record.at}`, source: source(index), digest: '', record }],
      ),
    )
    await sleep(2)
    await this.#archive.reject(
      records.flatMap((record, index) =>
        isDuplicate(index)
          ? [{ source: source(index), key: 'k', reason: 'duplicate' as const, value: JSON.stringify(record) }]
          : [],
      ),
    )
    await sleep(2)
    await this.#archive.raiseProgress({ incarnation: this.#incarnation, partition, next })
    this.#ends.set(partition, next)
  }
}

async function serve(): Promise<{ page(query: string): Promise<LogPage>; writer: Writer; server: FunctionServer }> {
  const archive = await openArchive({ APLAUSO_DATA: folder })
  const view = await openVoteLogView({ APLAUSO_DATA: folder })
  const server = await serveFunction(
    'logs',
    logsHandler({ view, allowedOrigins: [], complain: () => {} }),
    '127.0.0.1',
    0,
  )
  onTestFinished(async () => {
    await server.stop()
    await view.close()
    await archive.close()
  })
  return {
    page: async (query) => (await (await fetch(`http://127.0.0.1:${server.port}/v1/logs?${query}`)).json()) as LogPage,
    writer: new Writer(archive, await archive.incarnation()),
    server,
  }
}

const times = ({ votes }: LogPage) => votes.map(({ at }) => at)

it('while votes pour in, one who reads back and one who follows see each vote once', { timeout: 60_000 }, async () => {
  const { page, writer } = await serve()
  for (let partition = 0; partition < partitions; partition += 1) await writer.batch(partition, 60)
  const shownAtStart = [...writer.written]
  const start = await page('limit=1')
  let writing = true
  const pouring = Promise.all(
    Array.from({ length: partitions }, async (_, partition) => {
      while (writing) {
        await writer.batch(partition, 1 + Math.floor(Math.random() * 10))
        await sleep(20)
      }
    }),
  )

  const back = times(start)
  const reading = (async () => {
    for (let next = start.next; next !== null; ) {
      const older = await page(`limit=20&cursor=${next}`)
      back.push(...times(older))
      next = older.next
    }
  })()
  const followed: string[] = []
  let cut = start.newest
  const look = async () => {
    const newer = await page(`limit=500&after=${cut}`)
    followed.push(...times(newer).reverse())
    cut = newer.newest
    return newer.votes.length
  }
  const untilMs = performance.now() + 2_500
  while (performance.now() < untilMs) await look()
  await reading
  writing = false
  await pouring
  while ((await look()) > 0);

  expect(back.toSorted()).toEqual(shownAtStart.toSorted())
  expect(followed.toSorted()).toEqual(writer.written.slice(shownAtStart.length).toSorted())
  expect(followed.length).toBeGreaterThan(500)
})
