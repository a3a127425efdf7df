import { expect, test } from 'vitest'
import { outputTo } from '../../terminal/index.ts'
import { conditionsOf, held, type ProveReport, sayReport } from './report.ts'

const right: ProveReport = {
  votes: 10,
  accepted: 9,
  refused: 1,
  unknown: 0,
  kills: 3,
  faults: 5,
  lost: 0,
  double: 0,
  wrong: 0,
  brokers: 3,
  archive: 'ferretdb',
  freshness: { p50: 400, p99: 900, late: 0, judged: 5 },
  longestRecoveryMs: 1_000,
  seed: 7,
}

test('the promise held only if nothing is lost, double, wrong or late, and nothing is remarked', () => {
  expect(held(right, [])).toBe(true)
  for (const fault of ['lost', 'double', 'wrong'] as const) expect(held({ ...right, [fault]: 1 }, [])).toBe(false)
  expect(held({ ...right, freshness: { ...right.freshness, late: 1 } }, [])).toBe(false)
  expect(held(right, ['the tally differed from the archive'])).toBe(false)
})

test('a run in which no vote could be judged fresh or late holds, and says so', () => {
  const unjudged = { ...right, freshness: { p50: null, p99: null, late: 0, judged: 0 } }
  const lines: string[] = []
  sayReport(unjudged, [], { ...outputTo(process.stderr), say: (line = '') => lines.push(line) })
  expect(held(unjudged, [])).toBe(true)
  expect(lines.join('\n')).toMatch(/freshness +not judged/)
})

test('a run’s engines are named once, as they name themselves', () => {
  const engines = { log: 'Apache Kafka 4.4.0 (3 brokers)', tally: 'Redis 8.2.1', archive: 'FerretDB v1.24.2' }
  expect(conditionsOf(engines, 'relay')).toBe(
    'Apache Kafka 4.4.0 (3 brokers), Redis 8.2.1, archive FerretDB v1.24.2; the edge writes to the relay',
  )
})
