import { expect, test } from 'vitest'
import { RunningCommand } from '../terminal/testing/running-command.ts'

async function outbox(args: readonly string[], RELAY_KEY = 'x'.repeat(32)) {
  const command = new RunningCommand(['outbox', ...args], { RELAY_KEY })
  const code = await command.ended
  return `${code} ${command.stdout}${command.stderr}`
}

test('what is wrong with a call is one line', async () => {
  const url = ['--url', 'http://127.0.0.1:1']
  expect(await outbox(['status'])).toContain('2 --url must be an address such as https://votes.example, not ""')
  expect(await outbox(['set-aside', '--again', '--drop', ...url])).toContain('2 --redrive or --discard, not both')
  expect(await outbox(['status', ...url], '')).toContain('2 OPERATOR_KEY: is required but not set (or RELAY_KEY)')
  expect(await outbox(['status', ...url])).toMatch(/^1 http:\/\/127\.0\.0\.1:1 does not answer: /)
})
