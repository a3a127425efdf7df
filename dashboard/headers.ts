import { contentSecurityPolicyFor } from './csp.ts'

/** The addresses in `config.json`; `grafana` is only a link. */
export interface Apis {
  readonly edge: string
  readonly results: string
  readonly logs: string
  readonly grafana?: string | null
}

/** The headers of every file, for a host that knows which APIs the pages read. */
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

/** Files with hashed names never change; all others are revalidated each time. */
export const cacheOf = {
  assets: 'max-age=31536000, immutable',
  rest: 'no-cache',
} as const
