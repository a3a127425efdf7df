import type { Output } from '../terminal/index.ts'

/** What goes live: where to (a project, an account), and the names of what is replaced there. */
export interface Deployment {
  readonly target: Readonly<Record<string, string>>
  readonly names: readonly string[]
}

/**
 * Prints where a deployment goes. Without `--yes` nothing goes live.
 * @returns whether to go on
 * @example
 * if (!confirmed({ target: { project: 'show' }, names: ['results'] }, options.yes, output)) return 2
 */
export function confirmed({ target, names }: Deployment, yes: boolean | undefined, { say, colors }: Output): boolean {
  for (const [name, value] of Object.entries({ ...target, names: names.join(', ') })) say(`${name.padEnd(10)}${value}`)
  if (yes) return true
  say(colors.yellow('Nothing was deployed. If this is right, run the command again with --yes.'))
  return false
}

/** The Cloudflare account of a deployment, as wrangler finds it. */
export function cloudflareAccount(): string {
  return process.env.CLOUDFLARE_ACCOUNT_ID || 'the one of wrangler login (CLOUDFLARE_ACCOUNT_ID is not set)'
}
