import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type FunctionName, functionNames, makeFolder } from '@aplauso/functions/build'
import { deployArguments, shellLine } from '../deploy/cloudrun/command.ts'
import { root } from '../local/system/index.ts'
import { readOptions, UsageError } from '../terminal/command-line.ts'
import { outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Builds the functions and deploys them to Cloud Run with gcloud.

  npm run deploy:functions [-- --dry-run] [--only NAME] [--region R] [--project P] [--origins LIST]

  --dry-run        writes the folders to upload and prints the commands; needs neither an account nor gcloud
  --only NAME      only one of them: ${functionNames.join(', ')} (default: all)
  --region R       Cloud Run's region (us-central1)
  --project P      the project (default: gcloud's current one)
  --origins LIST   origins of the pages that may read the responses, separated by commas (default: none)

Secrets come from Secret Manager: see infra/deploy/cloudrun/README.md.`

const output = outputTo(process.stdout)
await runCommand(outputTo(process.stderr), async () => {
  const options = readOptions(process.argv.slice(2), {
    'dry-run': { type: 'boolean' },
    only: { type: 'string' },
    region: { type: 'string', default: 'us-central1' },
    project: { type: 'string' },
    origins: { type: 'string', default: '' },
  })
  if (options.help) {
    output.say(usage)
    return 0
  }
  const origins = options.origins.split(',').flatMap((item) => (item.trim() === '' ? [] : [origin(item.trim())]))
  for (const name of chosen(options.only)) {
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
  if (only === undefined) return functionNames
  const name = functionNames.find((one) => one === only)
  if (!name) throw new UsageError(`--only must be ${functionNames.join(' or ')}, not "${only}"`)
  return [name]
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
