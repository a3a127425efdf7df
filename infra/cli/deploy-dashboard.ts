import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildDashboard } from '@aplauso/dashboard/build'
import { writeSite } from '@aplauso/dashboard/site'
import { cloudflareAccount, confirmed } from '../deploy/confirm.ts'
import { root } from '../local/system/index.ts'
import { UsageError } from '../terminal/command-line.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Builds the pages and deploys them to Cloudflare Workers static assets with wrangler.

  npm run deploy:dashboard -- --results URL --logs URL --edge URL [--grafana URL] [--site URL] [--yes | --dry-run]

  --results URL   origin of the results API, such as https://results.votes.example
  --logs URL      origin of the log API
  --edge URL      origin of the edge, where the ballot casts its votes
  --grafana URL   address of a Grafana; the results page links to it
  --site URL      the pages' own address: previews of shared links then have their picture
  --yes           deploys; without it the command says what would go live, and stops
  --dry-run       writes the folder dashboard/.build/site and checks it; uploads nothing and needs no account

The pages may connect only to these origins (Content-Security-Policy), so each must be HTTPS, and must name the pages'
origin in its ALLOWED_ORIGINS. With --dry-run, missing addresses default to placeholders under .example.

Account and token come from wrangler's own variables: CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_API_TOKEN.`

const environment = { WRANGLER_SEND_METRICS: 'false', WRANGLER_SEND_ERROR_REPORTS: 'false' }

const optionTypes = {
  results: { type: 'string' },
  logs: { type: 'string' },
  edge: { type: 'string' },
  grafana: { type: 'string' },
  site: { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  const isDry = options['dry-run'] === true
  const apis = {
    results: address('results', options.results, isDry),
    logs: address('logs', options.logs, isDry),
    edge: address('edge', options.edge, isDry),
    grafana: options.grafana === undefined ? null : address('grafana', options.grafana, isDry),
  }
  const deployment = { target: { account: cloudflareAccount() }, names: ['aplauso-dashboard'] }
  if (!isDry && !confirmed(deployment, options.yes, output)) return 2
  const dashboard = join(root, 'dashboard')
  const wasBuilt = await buildDashboard(join(dashboard, 'dist'))
  output.say(wasBuilt ? 'The pages are built.' : 'The pages are up to date.')
  const site = options.site === undefined ? undefined : address('site', options.site, isDry)
  writeSite(join(dashboard, 'dist'), join(dashboard, '.build', 'site'), apis, site)
  return runWrangler(['deploy', ...(isDry ? ['--dry-run'] : [])], dashboard)
})

/** @throws UsageError if the address is not HTTPS, or is missing and this is not a dry run */
function address(name: string, given: string | undefined, isDry: boolean): string {
  if (given === undefined && isDry) return `https://${name}.example`
  if (given === undefined) throw new UsageError(`--${name} is missing`)
  if (URL.canParse(given) && new URL(given).protocol === 'https:') return given.replace(/\/+$/, '')
  throw new UsageError(`--${name} must be an HTTPS address, not "${given}"`)
}

function runWrangler(args: readonly string[], folder: string): Promise<number> {
  const wrangler = join(root, 'node_modules', 'wrangler', 'bin', 'wrangler.js')
  const child = spawn(process.execPath, [wrangler, ...args, '--config', join(folder, 'wrangler.jsonc')], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
