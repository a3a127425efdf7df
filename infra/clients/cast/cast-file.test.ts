import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { castFile, type PreparedVote, RequestFailed, readKeyMap, type VoteClient } from './index.ts'

let folder: string
let path: string
let reportPath: string
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder, 'votes.ndjson')
  reportPath = join(folder, 'report.ndjson')
})

/** A client whose door accepts votes, refuses those without a name, and breaks at the given vote. */
function client(
  name: VoteClient['name'],
  { breaksAt }: { breaksAt?: number } = {},
): VoteClient & { seen: PreparedVote[] } {
  const seen: PreparedVote[] = []
  return {
    name,
    seen,
    async cast(votes) {
      return votes.map((prepared) => {
        if (prepared.number === breaksAt) throw new Error('the door broke')
        seen.push(prepared)
        const vote = JSON.parse(prepared.text)
        return vote.name
          ? { status: 'accepted', id: vote.id, contest: 'default' }
          : { status: 'refused', errors: [{ field: 'name', code: 'required', message: 'is missing' }] }
      })
    },
    close() {},
  }
}
const idsOf = ({ seen }: { seen: readonly PreparedVote[] }) => seen.map(({ text }) => JSON.parse(text).id)
const report = () =>
  readFileSync(reportPath, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('each vote has one line in the report, in the file’s order', async () => {
  writeFileSync(path, '{"id":"a","name":"A"}\n\n{"rank":1}\n{"name":"C"}\n')
  const summary = await castFile({ path, reportPath, edge: client('edge'), grpc: client('grpc') })
  expect(summary).toMatchObject({ votes: 3, already: 0, sent: 3, accepted: 2, refused: 1, failed: 0, ok: false })
  expect(summary.refusals).toEqual([{ line: 3, errors: [expect.objectContaining({ field: 'name' })] }])
  expect(report()).toMatchObject([
    { line: 1, door: 'edge', status: 'accepted', id: 'a' },
    { line: 3, door: 'grpc', status: 'refused' },
    { line: 4, door: 'edge', status: 'accepted', id: expect.stringMatching(/^file-.{22}-4$/) },
  ])
})

test('a second run sends nothing that was accepted, and without the report everything under the same ids', async () => {
  writeFileSync(path, '{"name":"A"}\n{"name":"B"}\n')
  const [first, second, third] = [client('edge'), client('edge'), client('edge')]
  await castFile({ path, reportPath, edge: first })
  expect(await castFile({ path, reportPath, edge: second })).toMatchObject({ already: 2, sent: 0, ok: true })
  expect(second.seen).toEqual([])
  rmSync(reportPath)
  await castFile({ path, reportPath, edge: third })
  expect(idsOf(third)).toEqual(idsOf(first))
})

test('an interrupted run is resumed, even if the report’s last line is incomplete', async () => {
  writeFileSync(path, Array.from({ length: 120 }, (_, at) => `{"name":"A${at}"}\n`).join(''))
  await expect(castFile({ path, reportPath, edge: client('edge', { breaksAt: 70 }) })).rejects.toThrow('the door broke')
  appendFileSync(reportPath, '{"file":"x","li')
  const rest = client('edge')
  const summary = await castFile({ path, reportPath, edge: rest })
  expect(summary.already).toBeGreaterThanOrEqual(50)
  expect(summary).toMatchObject({ accepted: 120 - summary.already, ok: true })
  expect(report().map(({ line }) => line)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
})

test('a file that has changed since its report is not cast', async () => {
  writeFileSync(path, '{"name":"A"}\n')
  await castFile({ path, reportPath, edge: client('edge') })
  appendFileSync(path, '{"name":"B"}\n')
  const edge = client('edge')
  await expect(castFile({ path, reportPath, edge })).rejects.toThrow('this file has changed since')
  expect(edge.seen).toEqual([])
})

test('a file that is not a report is not overwritten', async () => {
  writeFileSync(path, '{"name":"A"}\n')
  await expect(castFile({ path, reportPath: path, edge: client('edge') })).rejects.toThrow(
    'is not a report of cast votes',
  )
  expect(readFileSync(path, 'utf8')).toBe('{"name":"A"}\n')
})

test('keys in another case need a mapping, which the error suggests', async () => {
  writeFileSync(path, '{"Name":"A","Album":"B"}\n')
  const edge = client('edge')
  await expect(castFile({ path, reportPath, edge })).rejects.toThrow('--map Name=name,Album=album')
  expect(edge.seen).toEqual([])
  const keyMap = readKeyMap('Name=name,Album=album')
  expect(await castFile({ path, reportPath, edge, keyMap })).toMatchObject({ accepted: 1, ok: true })
  expect(JSON.parse(edge.seen[0]?.text ?? '')).toMatchObject({ name: 'A', album: 'B' })
})

test('CSV is cast like any other file', async () => {
  path = join(folder, 'votes.csv')
  writeFileSync(path, 'Name;rank\nA;9.5\n')
  const grpc = client('grpc')
  await castFile({ path, reportPath, grpc, keyMap: readKeyMap('Name=name') })
  expect(grpc.seen[0]?.message).toMatchObject({ name: 'A', rank: '9.5', id: expect.stringMatching(/-2$/) })
})

test('what protobuf cannot carry is left out if gRPC is the only channel', async () => {
  writeFileSync(path, '{"name":5}\n{"name":"B"}\n')
  const summary = await castFile({ path, reportPath, grpc: client('grpc') })
  expect(summary).toMatchObject({ votes: 2, sent: 1, leftOut: 1, ok: false })
})

/** A client whose requests fail, but for the first ones if some are to be answered. */
function failingClient(error: RequestFailed, answered = 0): VoteClient & { requests: number } {
  const failing = { ...client('edge'), requests: 0 }
  const { cast } = failing
  failing.cast = async (votes) => {
    failing.requests += 1
    if (failing.requests > answered) throw error
    return cast(votes)
  }
  return failing
}
const manyVotes = Array.from({ length: 1_000 }, (_, at) => `{"name":"A${at}"}\n`).join('')

test('an address at which nothing ever answered ends the casting with the reason', async () => {
  writeFileSync(path, manyVotes)
  const edge = failingClient(new RequestFailed('nothing there', { isConnected: false }))
  await expect(castFile({ path, reportPath, edge })).rejects.toThrow('nothing there')
  // Two batches at a time, each tried five times at most.
  expect(edge.requests).toBeLessThanOrEqual(10)
  writeFileSync(path, '{"name":"A"}\n')
  rmSync(reportPath)
  await expect(castFile({ path, reportPath, edge })).rejects.toThrow('nothing there')
}, 30_000)

test('votes that fail at a door which answered before are counted, with the reason', async () => {
  writeFileSync(path, manyVotes.split('\n').slice(0, 100).join('\n'))
  const edge = failingClient(new RequestFailed('the edge answered 503'), 1)
  const summary = await castFile({ path, reportPath, edge })
  expect(summary).toMatchObject({ accepted: 50, failed: 50, reasons: ['the edge answered 503'], ok: false })
}, 30_000)
