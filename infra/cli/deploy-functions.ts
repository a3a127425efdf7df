import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type FunctionName, functionNames, makeFolder } from '@aplauso/functions/build'
import { deployArguments, serviceNameOf, shellLine } from '../deploy/cloudrun/command.ts'
import { confirmed } from '../deploy/confirm.ts'
import { root } from '../local/system/index.ts'
import { oneOf, UsageError } from '../terminal/command-line.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Builds the functions and deploys them to Cloud Run with gcloud.

  npm run deploy:functions [-- --yes | --dry-run] [--only NAME] [--region R] [--project P] [--origins LIST]

  --yes            deploys; without it the command says what would go live, and stops
  --dry-run        writes the folders to upload and prints the commands; needs neither an account nor gcloud
  --only NAME      only one of them: ${functionNames.join(', ')} (default: all)
  --region R       Cloud Run's region (us-central1)
  --project P      the project (default: gcloud's current one)
  --origins LIST   origins of the pages that may read the responses, separated by commas (default: none)

Secrets come from Secret Manager: see infra/deploy/cloudrun/README.md.`

const optionTypes = {
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  only: { type: 'string' },
  region: { type: 'string', default: 'us-central1' },
  project: { type: 'string' },
  origins: { type: 'string', default: '' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  const origins = options.origins.split(',').flatMap((item) => (item.trim() === '' ? [] : [origin(item.trim())]))
  const names = chosen(options.only)
  const target = { project: options.project ?? 'the current one of gcloud', region: options.region }
  const deployment = { target, names: names.map(serviceNameOf) }
  if (!options['dry-run'] && !confirmed(deployment, options.yes, output)) return 2
  for (const name of names) {
    const folder = join(root, 'functions', 'dist', name)
    const { sizeBytes } = await makeFolder(name, folder)
    output.say(`${name}: wrote ${folder}, with a bundle of ${Math.round(sizeBytes / 1024)} KiB`)
    const args = deployArguments({ ...options, name, folder, origins })
    output.say(`  ${shellLine('gcloud', args)}`)
    if (options['dry-run']) continue
    const code = await gcloud(args)
    if (code !== 0) return code
  }
  return 0
})

function chosen(only: string | undefined): readonly FunctionName[] {
  return only === undefined ? functionNames : [oneOf('--only', only, functionNames)]
}

function origin(text: string): string {
  if (text === '*' || (URL.canParse(text) && new URL(text).origin === text)) return text
  throw new UsageError(`--origins must be origins such as https://votes.example, not "${text}"`)
}

/** @throws Error if gcloud is not installed */
function gcloud(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('gcloud', args, { stdio: 'inherit' })
    child.once('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      reject(missing ? new Error('gcloud is not on PATH: https://cloud.google.com/sdk/docs/install') : error)
    })
    child.once('close', (code) => resolve(code ?? 1))
  })
}
