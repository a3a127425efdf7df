import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { LoggedVote } from '@aplauso/proto'
import { Expectation } from './expected.ts'
import type { Sums } from './sums.ts'

/** The whole log is one answer: it may take this long. */
const exportTimeoutMs = 15 * 60_000

export interface ReadLogOptions {
  /** the key for exports */
  readonly exportKey: string
  /** called for each vote with the number of votes read so far */
  readonly onVote?: (votes: number) => void
}

/** Sums the votes that the log API at `url` shows as counted, as it exports them. @throws Error where it does not answer */
export async function readLog(url: string, { exportKey, onVote }: ReadLogOptions): Promise<Sums> {
  const response = await fetch(new URL('/v1/logs/export?format=ndjson&status=counted', url), {
    headers: { authorization: `Bearer ${exportKey}` },
    signal: AbortSignal.timeout(exportTimeoutMs),
  })
  if (!response.ok || !response.body) throw new Error(`the log API answered ${response.status}`)
  const sums = new Expectation()
  for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
    const { contest, name, album, year, rank, channel }: LoggedVote = JSON.parse(line)
    sums.add({ contents: { contest, band: name, album, year, rank }, doors: [channel] })
    onVote?.(sums.votes)
  }
  return sums.most
}
