import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../../cluster/process/testing/temporary-folder.ts'
import { relayKey, startRelayStub } from '../../../../edge/testing/relay-stub.ts'
import { startEdge } from '../../../local/edge/start-edge.ts'
import { paceOf } from './pace.ts'
import { acceptedIn, Voter } from './voter.ts'

test.each([1, 50])('callers with %i votes per request have them accepted, and each request is timed', async (batch) => {
  const relay = await startRelayStub()
  onTestFinished(() => relay.close())
  const folder = temporaryFolder()
  const bindings = { RELAY_URL: relay.url, RELAY_KEY: relayKey, VOTER_KEY: 'v'.repeat(32) }
  const edge = await startEdge({ host: '127.0.0.1', port: 0, folder, bindings, onLine: () => {} })
  onTestFinished(() => edge.stop())
  const voter = new Voter(`http://127.0.0.1:${edge.port}`, batch, 4)
  onTestFinished(() => voter.close())
  const pace = await paceOf({ callers: 4, batch, measureMs: 300 }, () => voter.cast())
  expect(pace).toMatchObject({ failed: 0 })
  expect(pace.votesPerSecond).toBeGreaterThan(batch)
  expect(pace.p50Ms).toBeGreaterThan(0)
  expect(pace.p99Ms).toBeGreaterThanOrEqual(pace.p50Ms)
})

test('only accepted votes count', () => {
  expect(acceptedIn(202, '{}')).toBe(1)
  expect(acceptedIn(503, '{}')).toBe(0)
  expect(acceptedIn(200, '{"outcomes":[{"status":"accepted"},{"status":"failed"}]}')).toBe(1)
})
