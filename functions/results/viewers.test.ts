import { setTimeout as sleep } from 'node:timers/promises'
import { openTally } from '@aplauso/stores/from-environment'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { serveFunction } from '../http/index.ts'
import { countVotes, sampleVote } from '../testing/sample-tally.ts'
import { resultsHandler } from './handler.ts'

const folder = temporaryFolder(afterAll)

async function serve() {
  await countVotes(folder, [sampleVote(), sampleVote({ contest: 'final' })])
  const tally = await openTally({ APLAUSO_DATA: folder })
  const reads: string[] = []
  const counting = {
    read(contest: string) {
      reads.push(contest)
      return tally.read(contest)
    },
    summary() {
      reads.push('(all)')
      return tally.summary()
    },
  }
  const handler = resultsHandler({ tally: counting, allowedOrigins: [], complain: () => {} })
  const server = await serveFunction('results', handler, '127.0.0.1', 0)
  onTestFinished(async () => {
    await server.stop()
    await tally.close()
  })
  return { url: `http://127.0.0.1:${server.port}/v1/results`, reads }
}

/** Looks as a page does: once a second, with the entity tag of what it has. */
async function view(url: string, looks: number): Promise<number[]> {
  const statuses: number[] = []
  let etag = ''
  await sleep(Math.random() * 1_000)
  for (let look = 0; look < looks; look += 1) {
    const answer = await fetch(url, { headers: { 'if-none-match': etag } })
    await answer.arrayBuffer()
    statuses.push(answer.status)
    etag = answer.headers.get('etag') ?? etag
    await sleep(1_000)
  }
  return statuses
}

describe('many viewers', () => {
  it('cost the tally no more than two readings a second', async () => {
    const { url, reads } = await serve()
    const started = performance.now()
    const statuses = await Promise.all(Array.from({ length: 200 }, () => view(`${url}/default`, 3)))
    const seconds = (performance.now() - started) / 1000
    expect(statuses.every((all) => all.join() === '200,304,304')).toBe(true)
    expect(reads.length).toBeLessThanOrEqual(Math.ceil(2 * seconds))
  })

  it('cost it nothing with contests that do not exist', async () => {
    const { url, reads } = await serve()
    const names = Array.from({ length: 100 }, (_, at) => `nobody-${at}`)
    const answers = await Promise.all(names.map((name) => fetch(`${url}/${name}`)))
    expect(answers.every(({ status }) => status === 404)).toBe(true)
    expect(reads.every((read) => read === '(all)')).toBe(true)
    expect(reads.length).toBeLessThan(5)
  })

  it('of several contests cost one reading for each', async () => {
    const { url, reads } = await serve()
    await Promise.all(['default', 'final', 'default', 'final'].map((name) => fetch(`${url}/${name}`)))
    expect(reads.toSorted()).toEqual(['(all)', 'default', 'final'])
  })
})
