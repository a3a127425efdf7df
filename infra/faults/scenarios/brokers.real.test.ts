import { describe, expect, test } from 'vitest'
import { jarsAreMissing } from '../../engines/kafka/jars.ts'
import { outputTo } from '../../terminal/index.ts'
import { brokerFaults } from './broker-faults.ts'
import { disturbThreeBrokers } from './brokers.ts'

const output = outputTo(process.stderr)
const testTimeoutMs = 400_000

// Over both of the edge's ways to the log. Waits are for the drill to judge, on a machine that is quiet.
describe.skipIf(jarsAreMissing())('three brokers disturbed one after the other under 100 votes a second', () => {
  test.each(brokerFaults.map((fault, at) => [fault, at % 2 === 0 ? 'kafka' : 'relay'] as const))(
    '%s, the edge over %s: every accepted vote is counted once',
    async (fault, edgeTransport) => {
      const report = await disturbThreeBrokers({ fault, edgeTransport, rate: 100, seconds: 25, batch: 5 }, output)
      expect(report).toMatchObject({ lost: 0, tally: report.archive, counted: report.archive })
      expect(report.faults).toBeGreaterThan(0)
      expect(report.accepted).toBeGreaterThan(0)
      expect(report.archive).toBeGreaterThanOrEqual(report.accepted)
      expect(report.archive).toBeLessThanOrEqual(report.accepted + report.failed)
    },
    testTimeoutMs,
  )
})
