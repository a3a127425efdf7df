import { contentSecurityPolicyFor } from './csp.ts'

/** The addresses of `config.json`; `grafana` is a link, the page reads nothing from it. */
export interface Apis {
  readonly edge: string
  readonly results: string
  readonly logs: string
  readonly grafana?: string | null
}

/** The headers of every file of the pages, for a host that knows which APIs they read. */
export function securityHeaders({ edge, results, logs }: Apis): Readonly<Record<string, string>> {
  const origins = [...new Set([edge, results, logs].map((url) => new URL(url).origin))]
  return {
    'content-security-policy': `${contentSecurityPolicyFor(origins)}; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  }
}

/** Hashed names never change their content; all else is asked for anew each time. */
export const cacheOf = {
  assets: 'max-age=31536000, immutable',
  rest: 'no-cache',
} as const
