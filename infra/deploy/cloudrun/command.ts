import type { FunctionName } from '@aplauso/functions/build'
import { plans } from './plan.ts'

export interface Deployment {
  readonly name: FunctionName
  /** the folder that is uploaded */
  readonly folder: string
  readonly region: string
  readonly project?: string | undefined
  /** origins of the pages that may read the responses */
  readonly origins: readonly string[]
}

/** A function's service on Cloud Run. */
export function serviceNameOf(name: FunctionName): string {
  return `aplauso-${name}`
}

/** The arguments of `gcloud` that deploy a function. Source: reference of `gcloud run deploy` */
export function deployArguments({ name, folder, region, project, origins }: Deployment): readonly string[] {
  const { concurrency, instances, timeoutSeconds, memory, secrets } = plans[name]
  const secretList = Object.entries(secrets).map(([variable, secret]) => `${variable}=${secret}:latest`)
  return [
    'run',
    'deploy',
    serviceNameOf(name),
    `--source=${folder}`,
    `--region=${region}`,
    ...(project === undefined ? [] : [`--project=${project}`]),
    '--allow-unauthenticated',
    `--concurrency=${concurrency}`,
    `--min-instances=${instances.min}`,
    `--max-instances=${instances.max}`,
    `--timeout=${timeoutSeconds}`,
    '--cpu=1',
    `--memory=${memory}`,
    // A list of origins contains commas, so another character separates the variables.
    ...(origins.length === 0 ? [] : [`--set-env-vars=^;^ALLOWED_ORIGINS=${origins.join(',')}`]),
    `--set-secrets=${secretList.join(',')}`,
    '--quiet',
  ]
}

/** A command, quoted for a shell. */
export function shellLine(command: string, args: readonly string[]): string {
  const quoted = args.map((argument) =>
    /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`,
  )
  return [command, ...quoted].join(' ')
}
