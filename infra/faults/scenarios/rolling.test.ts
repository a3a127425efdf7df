import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { outputTo } from '../../terminal/index.ts'
import { rollInstances } from './rolling.ts'

test('servers that stop and start by turns lose no accepted vote, and clients that retry see no error', async () => {
  const output = outputTo(new PassThrough() as unknown as NodeJS.WriteStream)
  const report = await rollInstances({ rate: 200, seconds: 8, batch: 5 }, output)
  expect(report).toMatchObject({ lost: 0, clientErrors: 0, refused: 0, ok: true })
  expect(report.restarts).toBeGreaterThan(0)
  expect(report.accepted).toBe(report.sent)
}, 90_000)
