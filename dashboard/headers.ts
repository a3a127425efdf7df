import { defaultContest, everyAnswerHeaders } from '@aplauso/proto'
import { contentSecurityPolicyFor, withPolicy } from './csp.ts'

/** The addresses in `config.json`; `grafana` is only a link. */
export interface Apis {
  readonly edge: string
  readonly results: string
  readonly logs: string
  readonly grafana?: string | null
}

function originsOf({ edge, results, logs }: Apis): readonly string[] {
  return [...new Set([edge, results, logs].map((url) => new URL(url).origin))]
}

/** A built page's HTML, for a host that knows which APIs the pages read. @throws Error where the build did not make it */
export function pageFor(page: string, apis: Apis): string {
  return withPolicy(page, originsOf(apis))
}

/** The headers of every file, for a host that knows which APIs the pages read. */
export function securityHeaders(apis: Apis): Readonly<Record<string, string>> {
  return {
    'content-security-policy': `${contentSecurityPolicyFor(originsOf(apis))}; frame-ancestors 'none'`,
    ...everyAnswerHeaders,
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  }
}

/** Files with hashed names never change; all others are revalidated each time. */
export const cacheOf = {
  assets: 'max-age=31536000, immutable',
  rest: 'no-cache',
} as const

/** The pages that show a contest, by the paths that hosts have for them. */
export const contestPages: readonly string[] = ['/', '/index.html', '/vote', '/vote.html']

/**
 * The `Link` header of a page that shows a contest: asks for the addresses of the APIs and for the contest's results
 * while the page's script is still on its way.
 */
export function preloadLink({ results }: Pick<Apis, 'results'>, contest: string = defaultContest.id): string {
  const urls = ['config.json', `${results.replace(/\/+$/, '')}/v1/results/${contest}`]
  return urls.map((url) => `<${url}>; rel=preload; as=fetch; crossorigin=anonymous`).join(', ')
}
