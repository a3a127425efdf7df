import { expect, test } from 'vitest'
import { RunningCommand } from '../terminal/testing/running-command.ts'

test.each([
  [
    'deploy-functions',
    ['--project', 'show', '--region', 'us-east1'],
    /project +show\nregion +us-east1\nnames +aplauso-logs, aplauso-results\n/,
  ],
  ['deploy-edge', [], /account +the one of wrangler login/],
  [
    'deploy-dashboard',
    ['--results', 'https://r.example', '--logs', 'https://l.example', '--edge', 'https://e.example'],
    /names +aplauso-dashboard\n/,
  ],
])(
  '%s without --yes names what it would replace, and deploys nothing',
  { timeout: 120_000 },
  async (name, args, target) => {
    const command = new RunningCommand([name, ...args], { CLOUDFLARE_ACCOUNT_ID: '', PATH: '' })
    expect(await command.ended).toBe(2)
    expect(command.stdout).toMatch(target)
    expect(command.stdout).toContain('Nothing was deployed.')
  },
)
