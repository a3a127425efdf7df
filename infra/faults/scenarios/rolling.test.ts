import { expect, test } from 'vitest'
import { capturedOutput } from '../../terminal/testing/captured-output.ts'
import { rollInstances } from './rolling.ts'

test('servers that stop and start by turns lose no accepted vote, and clients that retry see no error', async () => {
  const report = await rollInstances({ rate: 200, seconds: 8, batch: 5 }, capturedOutput().output)
  expect(report).toMatchObject({ lost: 0, clientErrors: 0, refused: 0, ok: true })
  expect(report.restarts).toBeGreaterThan(0)
  expect(report.accepted).toBe(report.sent)
}, 90_000)
