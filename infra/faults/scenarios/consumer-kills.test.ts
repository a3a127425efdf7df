import { expect, it } from 'vitest'
import { capturedOutput } from '../../terminal/testing/captured-output.ts'
import { killConsumers } from './consumer-kills.ts'

it('a consumer that is killed over and over counts every accepted vote once', { timeout: 120_000 }, async () => {
  const report = await killConsumers({ kills: 3, rate: 200 }, capturedOutput().output)
  expect(report).toMatchObject({ kills: 3, failed: 0, lost: 0, ok: true })
  expect(report.duplicates).toBeGreaterThan(0)
  // Duplicates may be more than were cast twice: a door that waits too long for an answer repeats its batch.
  expect(report.counted).toBe(report.expected)
})
