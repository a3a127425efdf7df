import { join } from 'node:path'
import { buildEdge, runWrangler, runWranglerHere } from '@aplauso/edge/build'
import { cloudflareAccount, confirmed } from '../deploy/confirm.ts'
import { fromHere, root } from '../terminal/root.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Builds the edge and deploys it to Cloudflare Workers with wrangler.

  npm run deploy:edge [-- --yes | --dry-run] [--var NAME:VALUE …] [--secrets-file FILE]

  --yes                 deploys; without it the command says what would go live, and stops
  --dry-run             builds and bundles everything, and prints wrangler's line with the size; uploads nothing and needs
                        no account
  --var NAME:VALUE      sets a variable of the Worker; earlier ones stay as they are
                        ALLOWED_ORIGINS   origins of the pages that may cast votes, separated by commas
                        RELAY_URL         the relay's origin, such as https://relay.votes.example; or instead:
                        KAFKA_BROKERS     host:port of brokers, separated by commas; with KAFKA_SSL:true and
                                          KAFKA_SASL_MECHANISM:scram-sha-512, and KAFKA_TOPIC if it is not votes
                        OUTBOX_SHARDS     shards of the outbox: peak votes a second / 300 (default 32)
                        OUTBOX_LOCATION   where they should live: wnam, enam, sam, weur, eeur, apac, oc, afr, me
                        For the outbox's other variables see edge/README.md.
  --secrets-file FILE   a .env or JSON file with RELAY_KEY and VOTER_KEY, needed the first time; for Kafka also
                        KAFKA_USERNAME and KAFKA_PASSWORD; OPERATOR_KEY if npm run outbox shall have a key of its own

Account and token come from wrangler's own variables: CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_API_TOKEN.`

const optionTypes = {
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  var: { type: 'string', multiple: true },
  'secrets-file': { type: 'string' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  const deployment = { target: { account: cloudflareAccount() }, names: ['aplauso-edge'] }
  if (!options['dry-run'] && !confirmed(deployment, options.yes, output)) return 2
  const { built } = await buildEdge()
  output.say(built ? 'The component is built.' : 'The component is up to date.')
  const settings = [
    ...(options.var ?? []).flatMap((variable) => ['--var', variable]),
    ...(options['secrets-file'] ? ['--secrets-file', fromHere(options['secrets-file'])] : []),
  ]
  if (!options['dry-run']) return runWranglerHere(['deploy', ...settings])
  const folder = join(root, 'edge', 'dist', 'dry-run')
  const { exitCode, output: printed } = await runWrangler(['deploy', '--dry-run', '--outdir', folder, ...settings])
  output.say(printed.trim())
  return exitCode
})
