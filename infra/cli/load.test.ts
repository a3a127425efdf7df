import { expect, test } from 'vitest'
import { serve } from '../../cluster/process/testing/serve.ts'
import { RunningCommand } from '../terminal/testing/running-command.ts'

/** An edge and a results API that counts every vote `times` times, starting at 100. @returns its address */
function falseSystem(times: number): Promise<string> {
  let total = 100
  return serve(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    if (request.url === '/v1/results')
      return response.end(JSON.stringify({ contests: [{ contest: 'default', total }] }))
    const votes = body.split('\n')
    total += votes.length * times
    const outcomes = votes.map(() => ({ status: 'accepted', id: 'x', contest: 'default' }))
    return response.end(JSON.stringify({ outcomes }))
  })
}

function load(...args: string[]): RunningCommand {
  return new RunningCommand(['load', '--rate', '50', '--duration', '1', ...args])
}

test('a system of its own counts what both doors accepted', { timeout: 90_000 }, async () => {
  const command = load('--json')
  expect(await command.ended, command.stderr).toBe(0)
  expect(JSON.parse(command.stdout)).toEqual({
    target: 'both',
    rate: 50,
    sent: 50,
    accepted: 50,
    refused: 0,
    failed: 0,
    counted: 50,
    p50Ms: expect.any(Number),
    p99Ms: expect.any(Number),
    settledMs: expect.any(Number),
    ok: true,
  })
  expect(command.stdout.trimEnd().split('\n')).toHaveLength(1)
})

test('the votes that a named system counted before are subtracted', async () => {
  const url = await falseSystem(1)
  const command = load('--json', '--target', 'edge', '--edge', url, '--results', url)
  expect(await command.ended, command.stderr).toBe(0)
  expect(JSON.parse(command.stdout)).toMatchObject({ accepted: 50, counted: 50, ok: true })
})

test('counts that disagree end with exit code 1', async () => {
  const url = await falseSystem(2)
  const command = load('--target', 'edge', '--edge', url, '--results', url)
  expect(await command.ended).toBe(1)
  expect(command.stdout).toContain('The numbers do not agree')
})

test('every missing address of a named system is reported at once', async () => {
  const command = load('--target', 'both', '--edge', '127.0.0.1')
  expect(await command.ended).toBe(2)
  for (const option of ['--edge', '--grpc', '--results']) expect(command.stderr).toContain(`${option} must be`)
})
